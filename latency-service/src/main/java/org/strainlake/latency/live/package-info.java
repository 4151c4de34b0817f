/**
 * Tells readers of a run within a second that something was booked of it, by whichever instance: the booking transaction
 * notifies, every instance listens. The sum of a run's book is made up once for all of its readers.
 */
@ApplicationModule(allowedDependencies = {"store", "statistics"})
@NullMarked
package org.strainlake.latency.live;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
