package org.strainlake.benchmark.feed;

import java.util.BitSet;
import java.util.HashMap;
import java.util.function.IntFunction;

/**
 * What is wrong with what readers got.
 *
 * @param missing events that should have come and did not
 * @param extra events that came and should not have
 * @param repeated events that came again
 * @param misordered events that came after a later one of the same dataset
 */
record Judgement(int missing, int extra, int repeated, int misordered) {
    static final Judgement FLAWLESS = new Judgement(0, 0, 0, 0);

    /**
     * Judges one reader.
     *
     * @param expected numbers of the events that the reader should have got
     * @param received what it got, in the order in which it came
     * @param dataset names the dataset of an expected event; within one, lower numbers come first
     */
    static Judgement of(BitSet expected, int[] received, IntFunction<String> dataset) {
        var seen = new BitSet();
        var last = new HashMap<String, Integer>();
        int extra = 0;
        int repeated = 0;
        int misordered = 0;
        for (int number : received) {
            if (number < 0 || !expected.get(number)) {
                extra++;
            } else if (seen.get(number)) {
                repeated++;
            } else {
                seen.set(number);
                misordered += last.merge(dataset.apply(number), number, Math::max) > number ? 1 : 0;
            }
        }
        return new Judgement(expected.cardinality() - seen.cardinality(), extra, repeated, misordered);
    }

    /** All faults of both. */
    Judgement plus(Judgement other) {
        return new Judgement(
                missing + other.missing, extra + other.extra, repeated + other.repeated, misordered + other.misordered);
    }

    int faults() {
        return missing + extra + repeated + misordered;
    }
}
