/**
 * Compares the catalogue with the log, in the database and in both directions: a file that is in its dataset and of
 * which no event tells, because one was lost or nobody sent one, gets its event late, never not at all; one that is
 * no longer in its dataset is told of as detached. Plain SQL, since a dataset may have any number of files.
 */
@ApplicationModule(allowedDependencies = {"inbound", "log"})
@NullMarked
package org.strainlake.notification.reconcile;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
