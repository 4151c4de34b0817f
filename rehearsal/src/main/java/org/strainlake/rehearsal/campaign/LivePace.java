package org.strainlake.rehearsal.campaign;

import java.time.Duration;
import java.time.Instant;
import org.strainlake.time.GpsTime;

/**
 * When each second of a live run is written. The last one that is planned is written when it is over, at any speed, so that the
 * book, which reckons a live stream's seconds by the clock, then expects exactly those; further ones follow in real time.
 *
 * @param firstGps GPS second of the first
 * @param seconds how many are planned
 * @param speed seconds of strain written in a second
 */
record LivePace(long firstGps, long seconds, double speed) {
    private static final Duration LEAD = Duration.ofSeconds(1);
    private static final double NANOS_PER_SECOND = 1e9;

    /** The earliest pace whose first second is written a second from now or later. */
    static LivePace after(Instant now, long seconds, double speed) {
        var end = GpsTime.of(now.plus(LEAD).plus(between(seconds - 1, speed)));
        return new LivePace(end.seconds() + 1 - seconds, seconds, speed);
    }

    /** When a second is written, the first being 0. */
    Instant due(long second) {
        var end = GpsTime.ofSeconds(firstGps + seconds).toUtc();
        long after = second - (seconds - 1);
        return after > 0 ? end.plusSeconds(after) : end.minus(between(-after, speed));
    }

    private static Duration between(long seconds, double speed) {
        return Duration.ofNanos(Math.round(seconds / speed * NANOS_PER_SECOND));
    }
}
