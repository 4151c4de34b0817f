/**
 * The page at {@code /}: what it is told of the service, how the parts around the book are, and what its browser may do. The
 * page itself is under {@code static}; whatever it shows of runs it asks of the routes that everybody has.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.strainlake.latency.dashboard;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
