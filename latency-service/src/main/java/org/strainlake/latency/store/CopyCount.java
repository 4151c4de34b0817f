package org.strainlake.latency.store;

/**
 * How many chunks of a run Rucio copied to a storage element.
 *
 * @param rse the storage element
 * @param chunks how many
 */
public record CopyCount(String rse, long chunks) {}
