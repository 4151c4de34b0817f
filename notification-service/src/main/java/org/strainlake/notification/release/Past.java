package org.strainlake.notification.release;

import java.time.Duration;
import java.time.InstantSource;
import org.strainlake.event.FeedEvent;
import org.strainlake.notification.log.AgedOut;
import org.strainlake.notification.log.EventLog;
import org.strainlake.notification.log.FeedTopic;
import org.strainlake.notification.log.LogEntry;
import org.strainlake.notification.log.LogReader;

/** A proprietary log, looked through from a place on. Holds one batch at a time. For one thread. */
final class Past {
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final LogReader reader;
    private final FeedTopic topic;
    private final EventLog log;
    private final Lift lift;
    private final InstantSource clock;

    Past(LogReader reader, FeedTopic topic, EventLog log, Lift lift, InstantSource clock) {
        this.reader = reader;
        this.topic = topic;
        this.log = log;
        this.lift = lift;
        this.clock = clock;
    }

    /** Goes to a place, or to the oldest event that is kept. */
    void goTo(long place) {
        reader.seek(topic, Math.max(place, reader.extent(topic).oldest()));
    }

    /** How many places there are between here and the end. */
    long left() {
        return reader.extent(topic).end() - place();
    }

    /** Where it is. */
    long place() {
        return reader.position(topic);
    }

    /** Tells again what the lift opens, up to the end that the log has now. */
    void tellAgain() throws InterruptedException {
        long end = reader.extent(topic).end();
        while (place() < end) {
            try {
                var opened = reader.poll(PATIENCE).stream()
                        .map(LogEntry::event)
                        .filter(lift)
                        .map(this::released)
                        .toList();
                if (!opened.isEmpty()) {
                    log.release(topic.experiment(), opened);
                }
            } catch (AgedOut e) {
                goTo(0); // what has just aged out nobody can hear any more
            }
        }
    }

    private FeedEvent released(FeedEvent event) {
        return event.released(clock.instant());
    }
}
