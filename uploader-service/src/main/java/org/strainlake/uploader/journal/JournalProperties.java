package org.strainlake.uploader.journal;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the journal is written.
 *
 * @param maxBatch most changes that share a transaction
 * @param maxWaiting most changes that wait for one; beyond them uploads wait
 * @param retryPause wait before a transaction is tried again while the database is away
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.journal", ignoreUnknownFields = false)
record JournalProperties(
        @DefaultValue("256") @Min(1) @Max(10_000) int maxBatch,
        @DefaultValue("1024") @Min(1) @Max(100_000) int maxWaiting,
        @DefaultValue("500ms") @DurationMin(millis = 1) Duration retryPause) {}
