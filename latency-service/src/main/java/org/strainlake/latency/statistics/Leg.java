package org.strainlake.latency.statistics;

import java.util.Arrays;
import org.strainlake.journey.Stage;

/** A part of a chunk's way, from one stage to another. */
public enum Leg {
    CREATED_STORED("created-stored", Stage.CREATED, Stage.STORED),
    STORED_ATTACHED("stored-attached", Stage.STORED, Stage.ATTACHED),
    STORED_NOTIFIED("stored-notified", Stage.STORED, Stage.NOTIFIED),
    NOTIFIED_DELIVERED("notified-delivered", Stage.NOTIFIED, Stage.DELIVERED),
    CREATED_DELIVERED("created-delivered", Stage.CREATED, Stage.DELIVERED);

    private final String label;
    private final Stage from;
    private final Stage to;

    Leg(String label, Stage from, Stage to) {
        this.label = label;
        this.from = from;
        this.to = to;
    }

    /** Its name in answers. */
    public String label() {
        return label;
    }

    /** Where it begins. */
    public Stage from() {
        return from;
    }

    /** Where it ends. */
    public Stage to() {
        return to;
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
