package org.strainlake.latency.statistics;

import java.util.List;

/**
 * How many chunks took how long for a leg, those with a negative latency left out.
 *
 * @param leg its name
 * @param atMost for each edge that was asked for, how many took at most so long
 * @param count all of them
 * @param seconds all their latencies together
 */
public record LegBuckets(String leg, List<Long> atMost, long count, double seconds) {
    public LegBuckets {
        atMost = List.copyOf(atMost);
    }
}
