package org.strainlake.time;

import java.time.Duration;
import java.time.Instant;
import org.threeten.extra.scale.TaiInstant;

/**
 * An instant on the GPS scale: SI seconds since 1980-01-06T00:00:00 UTC, no leap seconds.
 *
 * @param seconds whole seconds, not negative
 * @param nanos nanoseconds within the second, 0 to 999 999 999
 */
public record GpsTime(long seconds, int nanos) implements Comparable<GpsTime> {
    private static final int NANOS_PER_SECOND = 1_000_000_000;

    /** TAI seconds since 1958-01-01 at the GPS epoch; GPS runs 19 s behind TAI ever since. */
    private static final long TAI_SECONDS_AT_GPS_EPOCH =
            TaiInstant.of(Instant.parse("1980-01-06T00:00:00Z")).getTaiSeconds();

    public GpsTime {
        if (seconds < 0 || nanos < 0 || nanos >= NANOS_PER_SECOND) {
            throw new IllegalArgumentException("not a GPS time: " + seconds + " s " + nanos + " ns");
        }
    }

    /** The start of a GPS second. */
    public static GpsTime ofSeconds(long seconds) {
        return new GpsTime(seconds, 0);
    }

    /**
     * The GPS time of a UTC instant. Leap seconds come from ThreeTen-Extra's table; within a leap
     * second the JDK's smeared {@link Instant} decides.
     *
     * @throws IllegalArgumentException before the GPS epoch
     */
    public static GpsTime of(Instant utc) {
        var tai = TaiInstant.of(utc);
        return new GpsTime(Math.subtractExact(tai.getTaiSeconds(), TAI_SECONDS_AT_GPS_EPOCH), tai.getNano());
    }

    /** The same instant on the UTC scale. */
    public Instant toUtc() {
        return TaiInstant.ofTaiSeconds(Math.addExact(seconds, TAI_SECONDS_AT_GPS_EPOCH), nanos)
                .toInstant();
    }

    /** This time moved by {@code span}, which may be negative. */
    public GpsTime plus(Duration span) {
        long sum = nanos + (long) span.getNano();
        return new GpsTime(Math.addExact(Math.addExact(seconds, span.getSeconds()), sum / NANOS_PER_SECOND), (int)
                (sum % NANOS_PER_SECOND));
    }

    /** The span from {@code earlier} to this time; negative if it is later. */
    public Duration since(GpsTime earlier) {
        return Duration.ofSeconds(seconds - earlier.seconds, (long) nanos - earlier.nanos);
    }

    @Override
    public int compareTo(GpsTime other) {
        int bySeconds = Long.compare(seconds, other.seconds);
        return bySeconds != 0 ? bySeconds : Integer.compare(nanos, other.nanos);
    }
}
