package org.strainlake.latency.store;

/**
 * A copy of a chunk that Rucio made.
 *
 * @param rse storage element that has it
 * @param arrivedNanos when it was there
 */
public record Copy(String rse, long arrivedNanos) {}
