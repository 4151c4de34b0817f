package org.strainlake.notification.log;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the log is kept.
 *
 * @param retention how long an event stays in the log; only for topics that are created here
 * @param replicas copies that Kafka keeps of the log; -1 leaves it to the broker
 * @param indexBatch most events that one commit of the index takes
 * @param indexQueue events that may wait for the index before the writers wait
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.log", ignoreUnknownFields = false)
record LogProperties(
        @DefaultValue("30d") @DurationMin(hours = 1) Duration retention,
        @DefaultValue("-1") @Min(-1) short replicas,
        @DefaultValue("500") @Min(1) @Max(5000) int indexBatch,
        @DefaultValue("4096") @Min(1) @Max(65536) int indexQueue) {}
