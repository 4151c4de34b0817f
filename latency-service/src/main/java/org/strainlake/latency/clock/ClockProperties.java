package org.strainlake.latency.clock;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Which clocks are compared with this host's, and how.
 *
 * @param addresses management address of a service on the host, such as {@code http://uploader:9081/}, by the name that its
 *     stamps give the clock
 * @param interval time from one comparison of a clock to the next
 * @param exchanges questions of a comparison; the one with the shortest way counts
 * @param allowed a clock that is certainly further away than this is told to the book
 * @param timeout longest wait for an answer
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.clocks", ignoreUnknownFields = false)
record ClockProperties(
        @DefaultValue Map<String, URI> addresses,
        @DefaultValue("30s") @DurationMin(seconds = 1) Duration interval,
        @DefaultValue("8") @Min(1) @Max(100) int exchanges,
        @DefaultValue("50ms") @DurationMin(millis = 1) Duration allowed,
        @DefaultValue("2s") @DurationMin(millis = 10) Duration timeout) {
    ClockProperties {
        addresses = Map.copyOf(addresses);
    }
}
