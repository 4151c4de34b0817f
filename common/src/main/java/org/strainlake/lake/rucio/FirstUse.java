package org.strainlake.lake.rucio;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.strainlake.http.Answer;

/**
 * Lets a new token be used by one call alone until Rucio took it. Rucio 41.5 books a bearer token when it first sees it,
 * and of several calls that bring a new one at the same time it refuses some, though the token is good. Thread-safe.
 */
final class FirstUse {
    private final Duration longestWait;
    private final ReentrantLock alone = new ReentrantLock();
    private volatile String taken = "";

    /**
     * No token is known yet.
     *
     * @param longestWait for the first call; after it the others go ahead all the same
     */
    FirstUse(Duration longestWait) {
        this.longestWait = longestWait;
    }

    /** Sends a call that brings the token, after the first such call if that is under way. */
    Answer of(String token, Call call) throws IOException {
        if (token.equals(taken) || !entered()) {
            return call.send();
        }
        try {
            if (!token.equals(taken)) {
                var answer = call.send();
                if (!RucioErrors.isA(RucioErrors.CANNOT_AUTHENTICATE, answer)) {
                    taken = token;
                }
                return answer;
            }
        } finally {
            alone.unlock();
        }
        return call.send();
    }

    private boolean entered() throws IOException {
        try {
            return alone.tryLock(longestWait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw (IOException)
                    new InterruptedIOException("interrupted while a token is first used").initCause(stopped);
        }
    }

    /** One call to Rucio. */
    interface Call {
        Answer send() throws IOException;
    }
}
