package org.strainlake.latency.store;

/**
 * How far a run got.
 *
 * @param gpsStart its latest GPS second that was created
 * @param createdNanos when that was
 */
public record Newest(long gpsStart, long createdNanos) {}
