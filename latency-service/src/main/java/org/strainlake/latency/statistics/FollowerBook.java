package org.strainlake.latency.statistics;

import java.util.List;

/**
 * One follower's page in the book of a run.
 *
 * @param follower who follows
 * @param book what became of every second
 * @param legs how long each leg took
 */
public record FollowerBook(String follower, Book book, List<LegSummary> legs) {
    public FollowerBook {
        legs = List.copyOf(legs);
    }
}
