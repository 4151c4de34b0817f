package org.strainlake.uploader.source;

/**
 * How fast a replay goes.
 *
 * @param speed times real time; infinite for as fast as possible
 */
public record Pace(double speed) {
    /** As fast as the lake takes it. */
    public static final Pace MAX = new Pace(Double.POSITIVE_INFINITY);

    private static final double NANOS_PER_SECOND = 1e9;

    public Pace {
        if (!(speed > 0)) {
            throw new IllegalArgumentException("speed is a positive number or max, not " + speed);
        }
    }

    /**
     * Reads a number or {@code max}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Pace parse(String text) {
        if ("max".equals(text)) {
            return MAX;
        }
        try {
            var pace = new Pace(Double.parseDouble(text));
            if (pace.isMax()) {
                throw new IllegalArgumentException("speed is a positive number or max, not " + text);
            }
            return pace;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("speed is a positive number or max, not " + text, e);
        }
    }

    /** Whether nothing is ever waited for. */
    public boolean isMax() {
        return Double.isInfinite(speed);
    }

    /**
     * Nanoseconds after the start at which a chunk is due. Computed from the start each time, so that no
     * error adds up.
     *
     * @param chunk how many chunks were due before it
     * @param chunkSeconds length of a chunk
     */
    public long dueNanos(long chunk, int chunkSeconds) {
        return isMax() ? 0 : Math.round(chunk * (chunkSeconds * NANOS_PER_SECOND) / speed);
    }

    @Override
    public String toString() {
        return isMax() ? "max" : Double.toString(speed);
    }
}
