package org.strainlake.latency.store;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.strainlake.journey.Stage;

/**
 * When one chunk reached each stage on its way to one follower, and by whose clock. Of two stamps for one
 * stage the earlier counts: a stage repeated after a crash was reached the first time.
 */
public final class Stamps {
    private static final long NONE = Long.MIN_VALUE;
    private static final int STAGES = Stage.values().length;

    private final long[] nanos = new long[STAGES];
    private final @Nullable String[] clocks = new @Nullable String[STAGES];

    /** No stage reached yet. */
    public Stamps() {
        Arrays.fill(nanos, NONE);
    }

    /** Takes a stamp if none is known or it is earlier. */
    public void take(Stage stage, long at, String clock) {
        int slot = slot(stage);
        var known = clocks[slot];
        if (known == null || at < nanos[slot] || (at == nanos[slot] && clock.compareTo(known) < 0)) {
            nanos[slot] = at;
            clocks[slot] = clock;
        }
    }

    /** Whether the stage was reached. */
    public boolean has(Stage stage) {
        return clocks[slot(stage)] != null;
    }

    /**
     * When the stage was reached, in nanoseconds since 1970.
     *
     * @throws IllegalStateException if it was not
     */
    public long nanos(Stage stage) {
        if (!has(stage)) {
            throw new IllegalStateException("not reached: " + stage);
        }
        return nanos[slot(stage)];
    }

    /** Whose clock took the stamp; null if the stage was not reached. */
    public @Nullable String clock(Stage stage) {
        return clocks[slot(stage)];
    }

    /** The first of its stages that the chunk has not reached; empty when it is delivered. */
    public Optional<Stage> missing() {
        return has(Stage.DELIVERED)
                ? Optional.empty()
                : Arrays.stream(Stage.values())
                        .filter(stage -> stage != Stage.ATTACHED && !has(stage))
                        .findFirst();
    }

    @SuppressWarnings("EnumOrdinal") // a place in memory, never written anywhere
    private static int slot(Stage stage) {
        return stage.ordinal();
    }
}
