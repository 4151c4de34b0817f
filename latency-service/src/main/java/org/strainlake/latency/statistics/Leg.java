package org.strainlake.latency.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.strainlake.journey.Stage;
import org.strainlake.latency.store.ChunkLine;
import org.strainlake.latency.store.Plan;

/** A part of a chunk's way, from one stage to another. */
public enum Leg {
    CREATED_STORED("created-stored", Stage.CREATED, Stage.STORED),
    STORED_ATTACHED("stored-attached", Stage.STORED, Stage.ATTACHED),
    STORED_NOTIFIED("stored-notified", Stage.STORED, Stage.NOTIFIED),
    NOTIFIED_DELIVERED("notified-delivered", Stage.NOTIFIED, Stage.DELIVERED),
    CREATED_DELIVERED("created-delivered", Stage.CREATED, Stage.DELIVERED),
    /** The detector's own delay, of streams that keep to the clock. */
    GPS_END_CREATED("gps-end-created", null, Stage.CREATED);

    private final String label;
    private final @Nullable Stage from;
    private final Stage to;

    Leg(String label, @Nullable Stage from, Stage to) {
        this.label = label;
        this.from = from;
        this.to = to;
    }

    /** Its name in answers. */
    public String label() {
        return label;
    }

    /** The legs of a run. */
    public static List<Leg> of(Plan plan) {
        return Arrays.stream(values())
                .filter(leg -> leg.from != null || plan.keepsToTheClock())
                .toList();
    }

    /** How long a chunk took, in nanoseconds; empty if it did not pass the leg. */
    OptionalLong nanos(ChunkLine line, Plan plan) {
        var stamps = line.stamps();
        if (!stamps.has(to) || (from != null && !stamps.has(from))) {
            return OptionalLong.empty();
        }
        long begin = from == null ? plan.endNanos(line.gpsStart()) : stamps.nanos(from);
        return OptionalLong.of(stamps.nanos(to) - begin);
    }

    /**
     * The leg of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Leg ofLabel(String label) {
        return Arrays.stream(values())
                .filter(leg -> leg.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no leg of the book: " + label));
    }
}
