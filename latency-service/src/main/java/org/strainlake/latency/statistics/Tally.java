package org.strainlake.latency.statistics;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.strainlake.latency.store.ChunkLine;

/** Adds up the lines of one follower. Not thread-safe. */
final class Tally {
    private final Map<Fate, Long> fates = new EnumMap<>(Fate.class);
    private final List<LegHistogram> legs;
    private long expected;

    /** Of these legs. */
    Tally(Collection<Leg> legs) {
        this.legs = legs.stream().map(LegHistogram::new).toList();
    }

    void take(ChunkLine line, Verdict verdict) {
        expected++;
        fates.merge(verdict.fate(), 1L, Long::sum);
        legs.forEach(leg -> leg.take(line.stamps()));
    }

    /** The sum; {@code ends} if no second can be added to it. */
    Book book(boolean ends) {
        long pending = count(Fate.PENDING);
        return new Book(
                expected,
                count(Fate.DELIVERED),
                count(Fate.LATE),
                count(Fate.LOST),
                count(Fate.CORRUPTED),
                count(Fate.WITHHELD),
                pending,
                ends && pending == 0);
    }

    List<LegSummary> legs() {
        return legs.stream().map(LegHistogram::summary).toList();
    }

    List<LegHistogram> histograms() {
        return legs;
    }

    /** Forgets everything. */
    void clear() {
        expected = 0;
        fates.clear();
        legs.forEach(LegHistogram::clear);
    }

    /** How many seconds there were. */
    long expected() {
        return expected;
    }

    /** How many of a class. */
    long count(Fate fate) {
        return fates.getOrDefault(fate, 0L);
    }
}
