package org.strainlake.latency.web;

import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/** Bounds how many callers read through a book at once. */
@Component
class Readers {
    private final Semaphore seats;
    private final int limit;

    Readers(WebProperties settings) {
        this.limit = settings.maxReaders();
        this.seats = new Semaphore(limit);
    }

    /**
     * Reads as one of them.
     *
     * @throws TooManyReadersException if all seats are taken
     */
    <T, E extends Exception> T read(Reading<T, E> reading) throws E {
        if (!seats.tryAcquire()) {
            throw new TooManyReadersException(limit);
        }
        try {
            return reading.read();
        } finally {
            seats.release();
        }
    }

    /** Something that reads through a book. */
    @FunctionalInterface
    interface Reading<T, E extends Exception> {
        T read() throws E;
    }
}
