package org.strainlake.uploader.upload;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How chunks are put into the lake.
 *
 * @param maxInFlight chunks on their way to a storage at the same time; a replay at full speed is held back by it
 * @param maxUnacknowledged announcements that wait for the broker at the same time; beyond them the journal keeps them
 * @param firstPause wait before the second attempt of anything that was answered "not now"; doubled each time
 * @param longestPause longest wait between two attempts
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.upload", ignoreUnknownFields = false)
record UploadProperties(
        @DefaultValue("8") @Min(1) @Max(64) int maxInFlight,
        @DefaultValue("64") @Min(1) @Max(1000) int maxUnacknowledged,
        @DefaultValue("200ms") @DurationMin(millis = 1) Duration firstPause,
        @DefaultValue("10s") @DurationMin(millis = 1) Duration longestPause) {}
