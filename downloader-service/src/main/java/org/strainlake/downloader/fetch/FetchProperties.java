package org.strainlake.downloader.fetch;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How chunks are fetched.
 *
 * @param maxInFlight chunks fetched at once on the fast path
 * @param patience longest time that a chunk holds up the events behind it; then it is pending
 * @param recent chunks remembered as delivered, so that their further events cost no question to the database
 * @param sealedInMemory a sealed file up to this size waits in memory until it is verified, a larger one in
 *     {@code spoolDirectory}
 * @param spoolDirectory where sealed bytes of larger files wait; the system's directory for temporary files if absent
 * @param retry how chunks are tried again
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.fetch", ignoreUnknownFields = false)
record FetchProperties(
        @DefaultValue("8") @Min(1) @Max(64) int maxInFlight,
        @DefaultValue("2s") @DurationMin(millis = 10) Duration patience,
        @DefaultValue("10000") @Min(0) @Max(1_000_000) int recent,
        @DefaultValue("4MB") DataSize sealedInMemory,
        @Nullable Path spoolDirectory,
        @Valid @DefaultValue RetrySettings retry) {

    /**
     * How chunks are tried again.
     *
     * @param maxInFlight pending chunks fetched at once
     * @param inMemory pending chunks held ready; the others wait in the ledger
     * @param notVisible first wait for a chunk that the storage does not show yet; doubled each time
     * @param backoff first wait after any other failure; doubled each time
     * @param longest longest wait
     * @param corruptedAfter attempts that brought other bytes before a chunk is corrupted
     * @param withheldAfter attempts that the storage refused before a chunk is withheld
     */
    record RetrySettings(
            @DefaultValue("4") @Min(1) @Max(64) int maxInFlight,
            @DefaultValue("1000") @Min(10) @Max(100_000) int inMemory,
            @DefaultValue("50ms") @DurationMin(millis = 1) Duration notVisible,
            @DefaultValue("500ms") @DurationMin(millis = 1) Duration backoff,
            @DefaultValue("15s") @DurationMin(millis = 1) Duration longest,
            @DefaultValue("5") @Min(1) @Max(100) int corruptedAfter,
            @DefaultValue("3") @Min(1) @Max(100) int withheldAfter) {}
}
