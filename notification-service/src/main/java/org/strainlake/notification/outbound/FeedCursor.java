package org.strainlake.notification.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.strainlake.notification.log.FeedTopic;

/**
 * A place in the feed: for each log the place of the next event. Opaque to readers. It speaks only of logs
 * that its reader may hear, so that a stranger's cursor does not count what is kept from him.
 *
 * @param places the place in each log
 */
public record FeedCursor(NavigableMap<FeedTopic, Place> places) {
    private static final Pattern FORM = Pattern.compile("([^,=]+)=([\\w-]{1,40})@(\\d{1,18})");

    public FeedCursor {
        places = Collections.unmodifiableNavigableMap(new TreeMap<>(places));
    }

    /**
     * A place in one log.
     *
     * @param identity which log it is
     * @param next place of the next event, counted from 0
     */
    public record Place(String identity, long next) {}

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if it has another form
     */
    public static FeedCursor parse(String text) {
        var places = new TreeMap<FeedTopic, Place>();
        for (var part : new String(Base64.getUrlDecoder().decode(text), UTF_8).split(",", -1)) {
            var match = FORM.matcher(part);
            if (!match.matches()) {
                throw new IllegalArgumentException("not a cursor of this feed");
            }
            places.put(FeedTopic.parse(match.group(1)), new Place(match.group(2), Long.parseLong(match.group(3))));
        }
        return new FeedCursor(places);
    }

    /** The cursor as readers get it: letters, digits, {@code -} and {@code _}. */
    @Override
    public String toString() {
        var text = new StringBuilder(64 * places.size()); // written for every event of every reader
        places.forEach((topic, place) -> text.append(text.isEmpty() ? "" : ",")
                .append(topic)
                .append('=')
                .append(place.identity())
                .append('@')
                .append(place.next()));
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.toString().getBytes(UTF_8));
    }
}
