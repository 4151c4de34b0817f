package org.strainlake.latency.statistics;

import java.util.List;

/**
 * One follower's page in the book of a run, its latencies in buckets.
 *
 * @param follower who follows
 * @param book what became of every second
 * @param legs how long each leg took
 */
public record FollowerBuckets(String follower, Book book, List<LegBuckets> legs) {
    public FollowerBuckets {
        legs = List.copyOf(legs);
    }
}
