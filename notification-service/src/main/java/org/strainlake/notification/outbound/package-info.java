/**
 * The ways out of the log: who may hear what, which of it they asked for, from where, and how it is written.
 */
@ApplicationModule(allowedDependencies = {"log"})
@NullMarked
package org.strainlake.notification.outbound;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
