package org.strainlake.notification.inbound;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.strainlake.chunkfile.ChunkName;
import org.strainlake.event.FeedEvent;

/** What the name of a file tells of its strain, for events whose body does not. */
public final class ToldByName {
    private static final Pattern DETECTOR = Pattern.compile("([A-Z]\\d)(_.*)?");

    private ToldByName() {}

    /** The event, with GPS interval and detector if it lacks them and its subject has a name after T010150. */
    public static FeedEvent complete(FeedEvent event) {
        return name(event).map(name -> complete(event, name)).orElse(event);
    }

    private static Optional<ChunkName> name(FeedEvent event) {
        var subject = event.subject();
        return subject == null || event.gpsStart() != null ? Optional.empty() : ChunkName.tryParse(subject.name());
    }

    private static FeedEvent complete(FeedEvent event, ChunkName name) {
        return new FeedEvent(
                event.id(),
                event.type(),
                event.source(),
                event.time(),
                event.experiment(),
                event.proprietary(),
                event.subject(),
                event.dataset(),
                event.container(),
                event.rse(),
                name.gpsStart(),
                name.seconds(),
                event.detector() == null ? detector(name) : event.detector(),
                event.released(),
                event.body());
    }

    private static @Nullable String detector(ChunkName name) {
        var match = DETECTOR.matcher(name.description());
        return match.matches() && name.sites().equals(match.group(1).substring(0, 1)) ? match.group(1) : null;
    }
}
