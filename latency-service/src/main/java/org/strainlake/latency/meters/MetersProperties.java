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
 * @param interval pause between two sums of the books
 * @param maxStreams streams shown at most, those with the newest runs; 0 shows none
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.meters", ignoreUnknownFields = false)
record MetersProperties(
        @DefaultValue("15s") @DurationMin(seconds = 1) Duration interval,
        @DefaultValue("100") @Min(0) @Max(1000) int maxStreams) {}
