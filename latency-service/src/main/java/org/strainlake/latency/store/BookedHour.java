package org.strainlake.latency.store;

/**
 * A GPS hour in which a run has lines.
 *
 * @param number which hour, see {@link GpsHours}
 * @param revision grows whenever one of its lines changes
 */
public record BookedHour(long number, long revision) {}
