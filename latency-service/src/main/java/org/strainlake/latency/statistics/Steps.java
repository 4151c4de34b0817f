package org.strainlake.latency.statistics;

/**
 * An interval of GPS time, [{@code fromGps}, {@code toGps}), cut at the multiples of a length: steps of an hour or a day begin
 * where GPS hours and days do. The first and the last may be shorter than the others.
 *
 * @param fromGps GPS second at which the first step starts
 * @param toGps GPS second after the last step
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
        return Math.floorDiv(toGps - 1, seconds) - Math.floorDiv(fromGps, seconds) + 1;
    }

    /** GPS second at which the step starts in which a second of the interval lies. */
    public long startOf(long gps) {
        return Math.max(fromGps, gps - Math.floorMod(gps, seconds));
    }
}
