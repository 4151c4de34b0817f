package org.strainlake.latency.statistics;

/**
 * The sum over a run for one follower: {@code expected} is the sum of the six classes after it.
 *
 * @param expected seconds that were planned or seen
 * @param delivered in time
 * @param late delivered over the budget or after they had been lost
 * @param lost not delivered by the loss deadline
 * @param corrupted no good copy could be had
 * @param withheld not for this follower
 * @param pending on their way
 * @param closed whether nothing can be added any more: the plan has come to its end, or the book was closed,
 *     and nothing is pending
 */
public record Book(
        long expected,
        long delivered,
        long late,
        long lost,
        long corrupted,
        long withheld,
        long pending,
        boolean closed) {}
