package org.strainlake.uploader.upload;

import java.util.function.LongSupplier;
import org.strainlake.uploader.source.Pace;

/**
 * When each chunk is due, on a monotonic clock. Every deadline is computed from one anchor, so that the
 * time spent on a chunk never moves the next. Not thread-safe.
 */
final class Pacer {
    private final Pace pace;
    private final int chunkSeconds;
    private final LongSupplier nanoTime;
    private long anchorNanos;
    private long anchorChunk;

    Pacer(Pace pace, int chunkSeconds, LongSupplier nanoTime) {
        this.pace = pace;
        this.chunkSeconds = chunkSeconds;
        this.nanoTime = nanoTime;
    }

    /** The chunk is due now, and those after it from now on. */
    void anchor(long chunk) {
        anchorChunk = chunk;
        anchorNanos = nanoTime.getAsLong();
    }

    /** How long until the chunk is due; not positive if it is. */
    long nanosUntil(long chunk) {
        return pace.isMax() ? 0 : anchorNanos + pace.dueNanos(chunk - anchorChunk, chunkSeconds) - nanoTime.getAsLong();
    }

    /** How long before it is due a chunk's turn comes, so that what is done ahead falls between two chunks. */
    long leadNanos() {
        return pace.isMax() ? 0 : pace.dueNanos(1, chunkSeconds) / 2;
    }

    boolean isMax() {
        return pace.isMax();
    }
}
