/**
 * Closes each UTC day of a stream into files and a signature over them, once by whichever instance; what is booked of the day
 * afterwards becomes a further record, chained to the one before.
 */
@ApplicationModule(allowedDependencies = {"statistics", "store"})
@NullMarked
package org.strainlake.latency.seal;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
