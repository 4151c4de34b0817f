package org.strainlake.notification.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.strainlake.lake.DataIdentifier;

/**
 * Files that are in the catalogue and not in the log, and since when that is known. At most so many are
 * remembered; others wait until there is room. For one thread.
 */
final class Suspects {
    private static final int MOST = 20_000;

    private final Map<Suspect, Sighting> suspects = new HashMap<>();
    private long round;

    /** Begins a round; who is not seen in it is forgotten at its end. */
    void begin() {
        round++;
    }

    /** Notes that the file was seen now; tells whether it has been missing for {@code grace}. */
    boolean isDue(DataIdentifier dataset, DataIdentifier file, Instant now, Duration grace) {
        var suspect = new Suspect(dataset, file);
        var before = suspects.get(suspect);
        if (before == null && suspects.size() >= MOST) {
            return false;
        }
        var since = before == null ? now : before.since();
        suspects.put(suspect, new Sighting(since, round));
        return !Duration.between(since, now).minus(grace).isNegative();
    }

    /** Ends a round that saw everything. */
    void end() {
        suspects.values().removeIf(sighting -> sighting.round() != round);
    }

    int size() {
        return suspects.size();
    }

    private record Suspect(DataIdentifier dataset, DataIdentifier file) {}

    private record Sighting(Instant since, long round) {}
}
