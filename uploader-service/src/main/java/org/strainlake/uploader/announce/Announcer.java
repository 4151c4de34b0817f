package org.strainlake.uploader.announce;

import org.jspecify.annotations.Nullable;
import org.strainlake.event.FeedEvent;
import org.strainlake.journey.JourneyRecord;

/** The way out to the other services. Thread-safe; each call waits for the broker. */
public interface Announcer {
    /**
     * Tells of an event.
     *
     * @return whether the broker acknowledged it; if not, it may have it all the same
     */
    boolean announce(FeedEvent event);

    /**
     * Tells the book.
     *
     * @return whether the broker acknowledged it; if not, it may have it all the same
     */
    boolean book(JourneyRecord journey);

    /** Why the last message was not acknowledged; null if it was. */
    @Nullable
    String trouble();
}
