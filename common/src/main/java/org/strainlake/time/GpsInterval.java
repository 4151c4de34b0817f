package org.strainlake.time;

import java.time.Duration;

/**
 * A half-open stretch of GPS time, [start, end).
 *
 * @param start first instant that belongs to it
 * @param end first instant after it, later than {@code start}
 */
public record GpsInterval(GpsTime start, GpsTime end) {
    public GpsInterval {
        if (start.compareTo(end) >= 0) {
            throw new IllegalArgumentException("a GPS interval ends after it starts: " + start + " to " + end);
        }
    }

    /** The interval of length {@code span} that begins at {@code start}. */
    public static GpsInterval of(GpsTime start, Duration span) {
        return new GpsInterval(start, start.plus(span));
    }

    /** How long it is. */
    public Duration span() {
        return end.since(start);
    }

    /** Whether {@code time} lies in it. */
    public boolean contains(GpsTime time) {
        return start.compareTo(time) <= 0 && time.compareTo(end) < 0;
    }

    /** Whether both have an instant in common. */
    public boolean overlaps(GpsInterval other) {
        return start.compareTo(other.end) < 0 && other.start.compareTo(end) < 0;
    }
}
