package org.strainlake.uploader.stream;

/** How long a dataset is, in GPS time. */
public enum Rotation {
    /** 3600 s. */
    HOUR(3600),
    /** 86400 s. */
    DAY(86_400);

    private final int seconds;

    Rotation(int seconds) {
        this.seconds = seconds;
    }

    /** Length of the period. */
    public int seconds() {
        return seconds;
    }

    /** Start of the period that the GPS second lies in. */
    public long startOf(long gps) {
        return gps - Math.floorMod(gps, seconds);
    }
}
