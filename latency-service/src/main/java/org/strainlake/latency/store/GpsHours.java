package org.strainlake.latency.store;

/** Hours of 3,600 seconds from the GPS epoch on, without leap seconds: the unit in which pages are added up. */
public final class GpsHours {
    /** Length of an hour. */
    public static final long SECONDS = 3600;

    private GpsHours() {}

    /** The hour in which a GPS second lies. */
    public static long of(long gps) {
        return Math.floorDiv(gps, SECONDS);
    }

    /** The first GPS second of an hour. */
    public static long start(long hour) {
        return hour * SECONDS;
    }
}
