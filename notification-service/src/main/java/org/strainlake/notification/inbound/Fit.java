package org.strainlake.notification.inbound;

import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.strainlake.event.EventType;
import org.strainlake.event.FeedEvent;

/** What an event must be like to be written: one that the index cannot hold would stop all that follow. */
final class Fit {
    private static final Pattern WORD = Pattern.compile("[\\w.:+@/-]{1,200}");
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");
    private static final int LONGEST_TEXT = 500;

    private Fit() {}

    /**
     * The event itself.
     *
     * @throws IllegalArgumentException if an attribute has an odd form
     */
    static FeedEvent checked(FeedEvent event) {
        if (!UUID.fromString(event.id()).toString().equals(event.id())) {
            throw new IllegalArgumentException("the id is no UUID: " + event.id());
        }
        if (event.released() != null || event.type().equals(EventType.EMBARGO_LIFTED)) {
            throw new IllegalArgumentException("only the log itself tells of what is released");
        }
        if (event.time().isBefore(EARLIEST) || event.time().isAfter(LATEST)) {
            throw new IllegalArgumentException("a time beyond all calendars: " + event.time());
        }
        if (!isWord(event.type())
                || (event.rse() != null && !isWord(event.rse()))
                || (event.detector() != null && !isWord(event.detector()))) {
            throw new IllegalArgumentException("type, rse or detector is no word");
        }
        return event;
    }

    /** Whether it is a short text without odd characters. */
    static boolean isWord(@Nullable String text) {
        return text != null && WORD.matcher(text).matches();
    }

    /** A text from outside, cut and without what a database or a terminal chokes on. */
    static String tamed(String text) {
        var tame = text.replaceAll("[^\\p{Print}]", "?");
        return tame.length() <= LONGEST_TEXT ? tame : tame.substring(0, LONGEST_TEXT);
    }
}
