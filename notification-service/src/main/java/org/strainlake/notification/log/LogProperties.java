package org.strainlake.notification.log;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
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
 * @param indexGather how long the index waits for more to commit with a first event
 * @param indexQueue events that may wait for the index before the writers wait
 * @param takeoverWait how long after the writer was last seen at PostgreSQL another instance takes over, unless the
 *     writer resigned; the same for all instances. A writer that cannot reach PostgreSQL for two thirds of it stops.
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.log", ignoreUnknownFields = false)
record LogProperties(
        @DefaultValue("30d") @DurationMin(hours = 1) Duration retention,
        @DefaultValue("-1") @Min(-1) short replicas,
        @DefaultValue("500") @Min(1) @Max(5000) int indexBatch,
        @DefaultValue("50ms") @DurationMax(seconds = 1) Duration indexGather,
        @DefaultValue("4096") @Min(1) @Max(65536) int indexQueue,

        @DefaultValue("3s") @DurationMin(seconds = 1) @DurationMax(minutes = 5)
        Duration takeoverWait) {

    /** How often the writer shows PostgreSQL that it is there, and a standby tries to become the writer. */
    Duration pingInterval() {
        return takeoverWait.dividedBy(6);
    }

    /** How long PostgreSQL may take for an answer to it. */
    Duration patience() {
        return takeoverWait.dividedBy(2);
    }

    /** How long the writer may write from when it began to ask PostgreSQL: until the next answer is overdue. */
    Duration term() {
        return pingInterval().plus(patience());
    }

    /** How long what was sent to Kafka may be under way after its sender gave it up. */
    Duration settling() {
        return takeoverWait.minus(term());
    }
}
