/**
 * Compares the catalogue with the log: a file that is in its dataset and of which no event tells, because one
 * was lost or nobody sent one, gets its event late, never not at all.
 */
@ApplicationModule(allowedDependencies = {"inbound", "log"})
@NullMarked
package org.strainlake.notification.reconcile;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
