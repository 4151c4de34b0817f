package org.strainlake.latency.meters;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What Prometheus is shown of books.
 *
 * @param interval time from one sum of the books to the next
 * @param maxStreams streams shown at most, those with the newest runs
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.meters", ignoreUnknownFields = false)
record MetersProperties(
        @DefaultValue("15s") @DurationMin(seconds = 1) Duration interval,
        @DefaultValue("100") @Min(0) @Max(1000) int maxStreams) {}
