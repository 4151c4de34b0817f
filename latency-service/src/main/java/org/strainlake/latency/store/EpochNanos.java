package org.strainlake.latency.store;

import java.time.Instant;

/** Instants as nanoseconds since 1970-01-01T00:00:00Z, exact from 1678 to 2262. */
public final class EpochNanos {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private EpochNanos() {}

    /**
     * The instant as a number.
     *
     * @throws ArithmeticException if it lies outside the range
     */
    public static long of(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND), instant.getNano());
    }

    /** The number as an instant. */
    public static Instant toInstant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
    }
}
