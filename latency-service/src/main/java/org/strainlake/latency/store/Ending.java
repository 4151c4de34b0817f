package org.strainlake.latency.store;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import org.strainlake.journey.JourneyRecord.Failure;

/**
 * That somebody gave a chunk up. Of several the latest counts, since it knows most.
 *
 * @param failure what kind of end it is
 * @param reason for the operator
 * @param atNanos when it was given up
 */
public record Ending(Failure failure, String reason, long atNanos) implements Comparable<Ending> {
    private static final Comparator<Ending> ORDER = Comparator.comparingLong(Ending::atNanos)
            .thenComparing(ending -> ending.failure.name())
            .thenComparing(Ending::reason);

    @Override
    public int compareTo(Ending other) {
        return ORDER.compare(this, other);
    }

    /** The one that counts. */
    static Ending later(@Nullable Ending known, Ending told) {
        return known == null || known.compareTo(told) < 0 ? told : known;
    }
}
