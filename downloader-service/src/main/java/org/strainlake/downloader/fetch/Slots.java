package org.strainlake.downloader.fetch;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A bounded number of attempts at once, each in a thread that is there already. Thread-safe. */
final class Slots implements AutoCloseable {
    private final Semaphore free;
    private final ExecutorService threads;

    Slots(int number, String name) {
        free = new Semaphore(number);
        threads = Executors.newFixedThreadPool(
                number, Thread.ofPlatform().name(name, 1).daemon().factory());
    }

    /** Starts the work as soon as a slot is free; null if none is within {@code patience}. */
    <T> @Nullable CompletableFuture<T> start(Duration patience, Supplier<T> work) throws InterruptedException {
        if (!free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            return null;
        }
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.get();
                    } finally {
                        free.release();
                    }
                },
                threads);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
