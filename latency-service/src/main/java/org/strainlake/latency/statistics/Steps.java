package org.strainlake.latency.statistics;

/**
 * An interval of GPS time, [{@code fromGps}, {@code toGps}), cut into steps of one length.
 *
 * @param fromGps GPS second at which the first step starts
 * @param toGps GPS second after the last step, which may be shorter than the others
 * @param seconds length of a step
 */
public record Steps(long fromGps, long toGps, long seconds) {
    public Steps {
        if (toGps <= fromGps || seconds < 1) {
            throw new IllegalArgumentException("no steps of " + seconds + " s in [" + fromGps + ", " + toGps + ")");
        }
    }

    /** How many steps there are. */
    public long count() {
        return Math.ceilDiv(toGps - fromGps, seconds);
    }

    /** GPS second at which the step starts in which a second of the interval lies. */
    public long startOf(long gps) {
        return gps - Math.floorMod(gps - fromGps, seconds);
    }
}
