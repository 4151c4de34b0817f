/**
 * Brings events to the log: the uploader's announcements over Kafka, and what Rucio tells over ActiveMQ. What
 * is malformed or nobody's is put aside and never stops the next.
 */
@ApplicationModule(allowedDependencies = {"log"})
@NullMarked
package org.strainlake.notification.inbound;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
