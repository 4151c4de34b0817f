package org.strainlake.notification.outbound;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How readers are served.
 *
 * @param maxStreams event streams that may be open at a time; each has its own Kafka consumer
 * @param heartbeat longest silence on a stream
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.outbound", ignoreUnknownFields = false)
record OutboundProperties(
        @DefaultValue("64") @Min(1) @Max(1000) int maxStreams,
        @DefaultValue("15s") @DurationMin(millis = 100) Duration heartbeat) {}
