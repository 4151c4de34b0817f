package org.strainlake.latency.statistics;

import org.jspecify.annotations.Nullable;

/**
 * What became of one second, and why.
 *
 * @param fate its class in the book
 * @param reason for the operator; null where nothing is to be explained
 */
public record Verdict(Fate fate, @Nullable String reason) {}
