package org.strainlake.notification.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.strainlake.notification.outbound.Feed.Beginning;
import org.strainlake.notification.outbound.FeedCursor;
import org.strainlake.notification.outbound.NamePattern;

/** Reads the parameters of the feed; whatever is unknown or malformed is named. */
final class FeedParameters {
    /** Cursors hold no more digits. */
    private static final long MOST_OFFSET = 100_000_000_000_000_000L;

    private FeedParameters() {}

    static void allKnown(HttpServletRequest request, Set<String> known) {
        request.getParameterMap().keySet().stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new InvalidParameter(name, "there is no such parameter");
                });
    }

    static Set<String> orAll(@Nullable Set<String> values) {
        return values == null ? Set.of() : values;
    }

    static List<NamePattern> patterns(String name, @Nullable Set<String> texts) {
        try {
            return orAll(texts).stream().map(NamePattern::new).toList();
        } catch (IllegalArgumentException e) {
            throw new InvalidParameter(name, String.valueOf(e.getMessage()));
        }
    }

    static @Nullable Long gps(String name, @Nullable String text) {
        try {
            return text == null ? null : Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw new InvalidParameter(name, "not a GPS second: " + text);
        }
    }

    static int whole(String name, @Nullable String text, int otherwise, int least, int most) {
        try {
            int value = text == null ? otherwise : Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new InvalidParameter(name, "not a whole number: " + text);
        }
        throw new InvalidParameter(name, "not from " + least + " to " + most + ": " + text);
    }

    static long offset(String name, String text) {
        try {
            long offset = Long.parseLong(text);
            if (offset >= 0 && offset < MOST_OFFSET) {
                return offset;
            }
        } catch (NumberFormatException e) {
            throw new InvalidParameter(name, "not an offset: " + text);
        }
        throw new InvalidParameter(name, "not an offset: " + text);
    }

    /** A duration such as {@code 30s}; zero if there is none. */
    static Duration duration(String name, @Nullable String text, Duration longest) {
        Duration duration;
        try {
            duration = text == null ? Duration.ZERO : DurationStyle.detectAndParse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidParameter(name, "not a duration such as 30s: " + text);
        }
        if (duration.isNegative() || duration.compareTo(longest) > 0) {
            throw new InvalidParameter(name, "not from 0s to " + longest.toSeconds() + "s: " + text);
        }
        return duration;
    }

    /** What a browser sends by itself after a broken connection wins over what the address says. */
    static Beginning beginning(@Nullable String after, @Nullable String from, @Nullable String lastEventId) {
        if (lastEventId != null && !lastEventId.isEmpty()) {
            return new Beginning.After(cursor("Last-Event-ID", lastEventId));
        }
        if (after != null) {
            return new Beginning.After(cursor("after", after));
        }
        return switch (from) {
            case null -> new Beginning.Now();
            case "now" -> new Beginning.Now();
            case "oldest" -> new Beginning.Oldest();
            default -> new Beginning.At(time(from));
        };
    }

    static FeedCursor cursor(String name, String text) {
        try {
            return FeedCursor.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidParameter(name, "not a cursor of this feed");
        }
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new InvalidParameter(
                    "from", "neither now nor oldest nor a time such as 2026-11-26T16:00:00Z: " + text);
        }
    }
}
