package org.strainlake.latency.statistics;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A follower's page in steps of GPS time, as columns of numbers: memory is bounded by the number of steps, whatever
 * the number of seconds in them. Steps in which no second is expected have no row. Not thread-safe.
 */
public final class Series {
    private final Steps steps;
    private final List<Leg> legs;
    private final long[] gps;
    private final Map<Fate, long[]> classes = new EnumMap<>(Fate.class);
    private final Map<Leg, Latencies> latencies = new EnumMap<>(Leg.class);
    private int rows;

    Series(Steps steps, Collection<Leg> legs) {
        this.steps = steps;
        this.legs = legs.stream().sorted().toList();
        int most = Math.toIntExact(steps.count());
        this.gps = new long[most];
        for (var fate : Fate.values()) {
            classes.put(fate, new long[most]);
        }
        this.legs.forEach(leg -> latencies.put(leg, new Latencies(most)));
    }

    /** Takes the sum of a step. */
    void take(long start, Tally tally) {
        gps[rows] = start;
        classes.forEach((fate, counts) -> counts[rows] = tally.count(fate));
        for (var histogram : tally.histograms()) {
            column(histogram.leg()).take(rows, histogram);
        }
        rows++;
    }

    /** The steps that were asked for. */
    public Steps steps() {
        return steps;
    }

    /** The legs that were asked for, in the order of a chunk's way. */
    public List<Leg> legs() {
        return legs;
    }

    /** How many steps have a row. */
    public int rows() {
        return rows;
    }

    /** GPS second at which a row's step starts. */
    public long gps(int row) {
        return gps[row];
    }

    /** How many seconds of a class a row has. */
    public long count(Fate fate, int row) {
        return column(fate)[row];
    }

    /** How many chunks of a row passed a leg. */
    public long passed(Leg leg, int row) {
        return column(leg).passed[row];
    }

    /** How many chunks of a row arrived before they left: clocks that disagree. */
    public long negative(Leg leg, int row) {
        return column(leg).negative[row];
    }

    /** A leg's latency in a row, in milliseconds; NaN if no chunk passed it. */
    public double millis(Leg leg, Quantile quantile, int row) {
        return column(leg).of(quantile)[row];
    }

    private long[] column(Fate fate) {
        return present(classes.get(fate));
    }

    private Latencies column(Leg leg) {
        return present(latencies.get(leg));
    }

    private static <T> T present(@Nullable T column) {
        if (column == null) {
            throw new IllegalArgumentException("not asked for");
        }
        return column;
    }

    /** The columns of a leg. */
    private static final class Latencies {
        private final long[] passed;
        private final long[] negative;
        private final Map<Quantile, double[]> millis = new EnumMap<>(Quantile.class);

        Latencies(int most) {
            passed = new long[most];
            negative = new long[most];
            for (var quantile : Quantile.values()) {
                millis.put(quantile, new double[most]);
            }
        }

        void take(int row, LegHistogram histogram) {
            passed[row] = histogram.count();
            negative[row] = histogram.negative();
            millis.forEach((quantile, column) -> column[row] = histogram.quantile(quantile.percent()));
        }

        double[] of(Quantile quantile) {
            return present(millis.get(quantile));
        }
    }
}
