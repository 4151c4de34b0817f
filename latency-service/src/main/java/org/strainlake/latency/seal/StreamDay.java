package org.strainlake.latency.seal;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.strainlake.latency.store.GpsHours;
import org.strainlake.time.GpsTime;

/**
 * A UTC day of a stream.
 *
 * @param stream the stream
 * @param day the day
 */
public record StreamDay(String stream, LocalDate day) {
    /** First day that is wholly on the GPS scale. */
    private static final LocalDate FIRST = LocalDate.of(1980, 1, 6);

    public StreamDay {
        if (day.isBefore(FIRST)) {
            throw new IllegalArgumentException("before the GPS scale begins: " + day);
        }
    }

    /** The day in which a GPS second lies. */
    static StreamDay of(String stream, long gps) {
        return new StreamDay(stream, LocalDate.ofInstant(GpsTime.ofSeconds(gps).toUtc(), ZoneOffset.UTC));
    }

    /** GPS second at which it begins. */
    public long gpsStart() {
        return gps(day);
    }

    /** GPS second at which the next one begins: a day with a leap second is a second longer. */
    public long gpsEnd() {
        return gps(day.plusDays(1));
    }

    /** When it is over. */
    Instant end() {
        return day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** The first GPS hour that it touches. */
    long firstHour() {
        return GpsHours.of(gpsStart());
    }

    /** The GPS hour after the last that it touches. */
    long hourAfter() {
        return GpsHours.of(gpsEnd() - 1) + 1;
    }

    private static long gps(LocalDate day) {
        return GpsTime.of(day.atStartOfDay(ZoneOffset.UTC).toInstant()).seconds();
    }

    @Override
    public String toString() {
        return stream + " " + day;
    }
}
