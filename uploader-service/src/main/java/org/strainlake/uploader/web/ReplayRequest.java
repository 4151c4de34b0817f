package org.strainlake.uploader.web;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.strainlake.uploader.source.GpsRule;
import org.strainlake.uploader.source.Pace;
import org.strainlake.uploader.source.ReplayWish;
import org.strainlake.uploader.source.UnusableReplay;

/**
 * What a data manager asks for.
 *
 * @param stream stream to feed
 * @param source absolute path of a GWOSC file below one of the configured roots
 * @param order {@code sequential} (the default) or {@code random}
 * @param seed what random draws follow from; 0 if absent
 * @param speed times real time, or {@code max}; 1 if absent
 * @param gps {@code now} (the default), {@code keep} or the GPS second of the first chunk
 * @param chunks how many
 * @param booked whether the book expects them; true if absent
 * @param tag letters and digits for the names of the chunks; made up if absent
 */
record ReplayRequest(
        @NotBlank String stream,
        @NotBlank String source,
        @Nullable @Pattern(regexp = "sequential|random") String order,
        @Nullable Long seed,

        @Nullable @Schema(oneOf = {Double.class, String.class})
        Object speed,

        @Nullable @Schema(oneOf = {Long.class, String.class})
        Object gps,

        @NotNull @Min(1) Long chunks,
        @Nullable Boolean booked,
        @Nullable @Pattern(regexp = "[A-Za-z0-9]{1,16}") String tag) {

    ReplayWish wish() {
        return new ReplayWish(
                read("source", source, ReplayRequest::path),
                "random".equals(order) ? ReplayWish.Order.RANDOM : ReplayWish.Order.SEQUENTIAL,
                seed == null ? 0 : seed,
                read("speed", speed == null ? "1" : speed.toString(), Pace::parse),
                read("gps", gps == null ? "now" : gps.toString(), GpsRule::parse),
                chunks);
    }

    boolean isBooked() {
        return booked == null || booked;
    }

    Optional<String> wantedTag() {
        return Optional.ofNullable(tag);
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("not a path", e);
        }
    }

    private static <T> T read(String member, String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new UnusableReplay(member, String.valueOf(e.getMessage()));
        }
    }
}
