package org.strainlake.uploader;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.strainlake.event.FeedEvent;
import org.strainlake.journey.JourneyRecord;
import org.strainlake.uploader.announce.Announcer;

/** Remembers what was told; can be told to be away. */
public final class FakeAnnouncer implements Announcer {
    public final List<FeedEvent> events = new CopyOnWriteArrayList<>();
    public final List<JourneyRecord> journeys = new CopyOnWriteArrayList<>();
    public volatile boolean away;

    @Override
    public boolean announce(FeedEvent event) {
        if (!away) {
            events.add(event);
        }
        return !away;
    }

    @Override
    public boolean book(JourneyRecord journey) {
        // A run is planned before anything else: without that no chunk would come.
        boolean taken = !away || journey instanceof JourneyRecord.RunPlanned;
        if (taken) {
            journeys.add(journey);
        }
        return taken;
    }

    @Override
    public @Nullable String trouble() {
        return away ? "away" : null;
    }

    /** What was told of one type. */
    public List<FeedEvent> of(String type) {
        return events.stream().filter(event -> event.type().equals(type)).toList();
    }

    /** What was booked of one kind. */
    public <T extends JourneyRecord> List<T> booked(Class<T> kind) {
        return journeys.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
