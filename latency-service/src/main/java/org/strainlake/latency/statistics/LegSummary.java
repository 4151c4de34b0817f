package org.strainlake.latency.statistics;

import org.jspecify.annotations.Nullable;

/**
 * How long a leg took, in milliseconds exact to three significant digits for quantiles and to the nanosecond
 * for the mean and the greatest. Members are null where there is nothing to tell.
 *
 * @param name which leg
 * @param count chunks that passed it, those with a negative latency left out
 * @param meanMs mean
 * @param p50Ms median
 * @param p90Ms ninth decile
 * @param p99Ms 99th percentile
 * @param maxMs greatest
 * @param negative chunks that arrived before they left: two clocks disagree, and no quantile counts them
 */
public record LegSummary(
        String name,
        long count,
        @Nullable Double meanMs,
        @Nullable Double p50Ms,
        @Nullable Double p90Ms,
        @Nullable Double p99Ms,
        @Nullable Double maxMs,
        long negative) {}
