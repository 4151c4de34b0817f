package org.strainlake.uploader.upload;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How chunks are entered in the catalogue.
 *
 * @param maxBatch most chunks attached in one call
 * @param gather how long a stored chunk waits for others to share its call, and leaves the machine to those who tell
 *     of it and fetch it
 * @param prepareAhead how long before its period a dataset is made
 * @param closeAfter how long after its period the dataset of a live stream is closed
 * @param recheck how often open datasets and missed signals are looked after
 * @param account account named in Rucio's traces; the stream's experiment if empty
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.attach", ignoreUnknownFields = false)
record AttachProperties(
        @DefaultValue("500") @Min(1) @Max(1000) int maxBatch,
        @DefaultValue("25ms") @DurationMin(millis = 0) Duration gather,
        @DefaultValue("2m") Duration prepareAhead,
        @DefaultValue("10m") Duration closeAfter,
        @DefaultValue("10s") @DurationMin(millis = 10) Duration recheck,
        @DefaultValue("") String account) {}
