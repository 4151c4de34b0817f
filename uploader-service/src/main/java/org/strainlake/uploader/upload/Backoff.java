package org.strainlake.uploader.upload;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;

/** How long to wait before each further attempt: doubled each time, with some chance in it, bounded, without end. */
final class Backoff {
    private static final double FACTOR = 2;
    private static final double RANDOMISED = 0.3;

    private final IntervalFunction intervals;
    private int attempts;

    Backoff(UploadProperties properties) {
        this.intervals = IntervalFunction.ofExponentialRandomBackoff(
                properties.firstPause(), FACTOR, RANDOMISED, properties.longestPause());
    }

    /** The wait before the next attempt, at least {@code pause}. */
    Duration next(Duration pause) {
        attempts++;
        var interval = Duration.ofMillis(intervals.apply(attempts));
        return interval.compareTo(pause) > 0 ? interval : pause;
    }

    /** It went well: the next failure starts anew. */
    void reset() {
        attempts = 0;
    }
}
