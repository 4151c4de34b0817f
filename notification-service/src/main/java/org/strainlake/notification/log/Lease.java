package org.strainlake.notification.log;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Whether this instance may write the logs now. It may for a term, which ends by itself where it is not prolonged: an
 * instance that stood still does not go on as if it had not. Thread-safe.
 */
@Component
class Lease {
    private volatile @Nullable Term term;
    private long last;

    /**
     * The number of the term that runs; no two terms of this process have the same, and none has 0.
     *
     * @throws LogUnavailable if none runs
     */
    long require() {
        var current = term;
        if (current == null || System.nanoTime() - current.endNanos() >= 0) {
            throw new LogUnavailable("this instance does not write the logs now");
        }
        return current.number();
    }

    /** Whether a term was begun and not ended; it may have run out. */
    boolean isHeld() {
        return term != null;
    }

    /** For the thread that keeps the lock: a new term. */
    void begin(long endNanos) {
        last++;
        term = new Term(last, endNanos);
    }

    /** For the same thread: the term runs longer. */
    void prolong(long endNanos) {
        term = new Term(last, endNanos);
    }

    /** For the same thread: the term is over. */
    void end() {
        term = null;
    }

    private record Term(long number, long endNanos) {}
}
