package org.strainlake.downloader.web;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.strainlake.downloader.follow.Follow;
import org.strainlake.downloader.follow.FollowSettings;
import org.strainlake.downloader.follow.SinkSpec;

/**
 * A follow as a caller gives it.
 *
 * @param name unique: lower-case letters, digits, dots and dashes
 * @param experiment whose chunks
 * @param datasets datasets it wants, {@code scope:name} with {@code *} for any run of characters
 * @param sinks where chunks are put
 * @param from {@code now}, or {@code oldest} for all that the log still has
 * @param lossDeadline how long a chunk is tried before it is lost, ISO 8601; ten minutes by default
 */
record FollowRequest(
        @NotBlank String name,
        @NotBlank String experiment,
        @NotBlank String datasets,
        @NotEmpty List<@NotNull SinkSpec> sinks,
        Follow.@Nullable From from,
        @Nullable Duration lossDeadline) {
    FollowSettings settings() {
        return new FollowSettings(experiment, datasets, sinks, from, lossDeadline);
    }
}
