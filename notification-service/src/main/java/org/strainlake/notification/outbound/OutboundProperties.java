package org.strainlake.notification.outbound;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How readers are served.
 *
 * @param maxStreams event streams and waiting long polls that there may be at a time
 * @param heartbeat longest silence on a stream
 * @param patience how long a reader waits for the log when the service has just started
 * @param tailEvents newest events of each log that are kept in memory for all readers
 * @param tailSize memory that they may take, for each log
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.outbound", ignoreUnknownFields = false)
record OutboundProperties(
        @DefaultValue("500") @Min(1) @Max(5000) int maxStreams,
        @DefaultValue("15s") @DurationMin(millis = 100) Duration heartbeat,
        @DefaultValue("5s") @DurationMin(millis = 0) Duration patience,
        @DefaultValue("2048") @Min(1) @Max(1_000_000) int tailEvents,
        @DefaultValue("16MB") DataSize tailSize) {}
