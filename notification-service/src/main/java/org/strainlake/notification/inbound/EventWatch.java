package org.strainlake.notification.inbound;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.strainlake.deviation.Deviations;
import org.strainlake.event.FeedEvent;
import org.strainlake.journey.Deviation;
import org.strainlake.lake.DataIdentifier;

/**
 * Notices which of Rucio's events came twice, long after what it tells of, or after a later one of the same dataset or
 * file. Remembers the last ones only, and none over a restart. Thread-safe.
 */
@Component
class EventWatch {
    private static final String WHERE = "activemq";
    private static final int REMEMBERED = 10_000;

    /** Rucio writes an event's time before it queues it: two of the same moment may change places. */
    private static final Duration SAME_MOMENT = Duration.ofMillis(100);

    private final Deviations deviations;
    private final InstantSource clock;
    private final Duration late;
    private final Map<String, Boolean> ids = new Newest<>();
    private final Map<DataIdentifier, Instant> newest = new Newest<>();

    EventWatch(Deviations deviations, InstantSource clock, InboundProperties properties) {
        this.deviations = deviations;
        this.clock = clock;
        this.late = properties.late();
    }

    /** Looks at an event that came; one that the broker gives again after we failed must not be shown again. */
    synchronized void look(FeedEvent event) {
        var did = event.subject();
        if (ids.put(event.id(), true) != null) {
            deviations.seen(Deviation.EVENT_REPEATED, WHERE, did, Duration.ZERO, event.type() + " came again");
            return;
        }
        var age = Duration.between(event.time(), clock.instant());
        if (age.compareTo(late) > 0) {
            deviations.seen(
                    Deviation.EVENT_LATE,
                    WHERE,
                    did,
                    Duration.ZERO,
                    event.type() + " came after " + age.toSeconds() + " s");
            return; // that later ones passed it follows
        }
        var ordered = event.dataset() == null ? did : event.dataset();
        if (ordered != null) {
            var latest = newest.merge(ordered, event.time(), (one, other) -> one.isAfter(other) ? one : other);
            if (latest.minus(SAME_MOMENT).isAfter(event.time())) {
                deviations.seen(
                        Deviation.EVENT_OUT_OF_ORDER,
                        WHERE,
                        did,
                        Duration.ZERO,
                        event.type() + " came after a later one");
            }
        }
    }

    /** Forgets what was put first. */
    private static final class Newest<K, V> extends LinkedHashMap<K, V> {
        @java.io.Serial
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > REMEMBERED;
        }
    }
}
