package org.strainlake.downloader.follow;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A follow as the configuration or a caller writes it.
 *
 * @param experiment whose chunks, one of {@code strainlake.experiments}
 * @param datasets datasets it wants, {@code scope:name} with {@code *} for any run of characters
 * @param sinks where chunks are put
 * @param from {@code now}, or {@code oldest} for all that the log still has
 * @param lossDeadline how long a chunk is tried before it is lost
 */
public record FollowSettings(
        String experiment,
        String datasets,
        List<SinkSpec> sinks,
        @DefaultValue("now") Follow.@Nullable From from,
        @DefaultValue("10m") @Nullable Duration lossDeadline) {
    private static final Duration DEFAULT_LOSS_DEADLINE = Duration.ofMinutes(10);

    public FollowSettings {
        require("experiment", experiment);
        require("datasets", datasets);
        require("sinks", sinks);
    }

    Follow follow(String name, Follow.Origin origin, Instant created) {
        return new Follow(
                name,
                experiment,
                DatasetPattern.of(datasets),
                sinks,
                from == null ? Follow.From.NOW : from,
                lossDeadline == null ? DEFAULT_LOSS_DEADLINE : lossDeadline,
                origin,
                created);
    }

    private static void require(String what, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("a follow needs " + what);
        }
    }
}
