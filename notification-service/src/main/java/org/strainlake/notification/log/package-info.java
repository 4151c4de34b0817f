/**
 * The durable log: one Kafka topic for each experiment and visibility, each event in it exactly once. The
 * log is the truth; an index of it in PostgreSQL follows, and knows which ids are in.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.strainlake.notification.log;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
