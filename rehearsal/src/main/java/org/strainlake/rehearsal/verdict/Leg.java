package org.strainlake.rehearsal.verdict;

/**
 * Latency between two stages, in milliseconds.
 *
 * @param name both stages, such as {@code created-delivered}
 * @param count chunks measured
 * @param negative chunks left out because their clocks disagree
 */
public record Leg(
        String name,
        long count,
        double meanMs,
        double p50Ms,
        double p90Ms,
        double p99Ms,
        double maxMs,
        long negative) {}
