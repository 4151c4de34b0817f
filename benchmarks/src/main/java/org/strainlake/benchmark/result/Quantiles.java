package org.strainlake.benchmark.result;

import java.util.Arrays;
import java.util.Collection;

/** Exact quantiles of durations, given in nanoseconds and asked for in milliseconds. */
public final class Quantiles {
    private static final double NANOS_PER_MILLI = 1e6;

    private final long[] sorted;

    /** Of nanoseconds in any order. */
    public Quantiles(long... nanos) {
        this.sorted = nanos.clone();
        Arrays.sort(sorted);
    }

    /** Of nanoseconds in any order. */
    public static Quantiles of(Collection<Long> nanos) {
        return new Quantiles(nanos.stream().mapToLong(Long::longValue).toArray());
    }

    /** How many there are. */
    public int count() {
        return sorted.length;
    }

    /**
     * The smallest that at least this share of all does not exceed, in milliseconds.
     *
     * @param share from 0 to 1
     * @throws IllegalStateException if there are none
     */
    public double at(double share) {
        if (sorted.length == 0) {
            throw new IllegalStateException("no durations were measured");
        }
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.clamp(rank - 1, 0, sorted.length - 1)] / NANOS_PER_MILLI;
    }

    /** The longest, in milliseconds. */
    public double longest() {
        return at(1);
    }
}
