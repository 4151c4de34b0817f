package org.strainlake.latency.store;

/**
 * A standing order for chunks.
 *
 * @param follower its name
 * @param experiment whose strain it follows
 * @param datasetPattern datasets it follows, {@code *} for any run of characters, matched against {@code scope:name}
 * @param declaredNanos when it was declared first
 */
public record Follow(String follower, String experiment, String datasetPattern, long declaredNanos) {}
