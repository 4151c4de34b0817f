/** Shows the newest day of each stream to Prometheus: its classes and the latencies of its legs. */
@ApplicationModule(allowedDependencies = {"statistics", "store"})
@NullMarked
package org.strainlake.latency.meters;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
