package org.strainlake.benchmark.feed;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What all readers have in common: a thread, an inbox, readiness, and the reason if they fail. */
abstract class ReaderThread implements Reader {
    private static final Duration LONGEST_START = Duration.ofSeconds(60);

    private final String name;
    private final Inbox inbox = new Inbox();
    private final CountDownLatch ready = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean closing;
    private volatile @Nullable Throwable failure;

    ReaderThread(String name) {
        this.name = name;
        this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
    }

    /** Reads until {@link #isClosing}; ends early only by throwing. */
    abstract void read() throws IOException;

    /** Makes a read that waits end. */
    abstract void stopReading();

    final void start() {
        thread.start();
    }

    final void isReady() {
        ready.countDown();
    }

    final boolean isClosing() {
        return closing;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Inbox inbox() {
        return inbox;
    }

    @Override
    public final void awaitReady() throws IOException, InterruptedException {
        boolean inTime = ready.await(LONGEST_START.toMillis(), TimeUnit.MILLISECONDS);
        check();
        if (!inTime) {
            throw new IOException(name + " heard nothing within " + LONGEST_START.toSeconds() + " s");
        }
    }

    @Override
    public final void check() throws IOException {
        var reason = failure;
        if (reason != null) {
            throw new IOException(name + " reads no longer: " + reason, reason);
        }
    }

    @Override
    public final void close() {
        closing = true;
        stopReading();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            read();
        } catch (IOException | RuntimeException e) {
            if (!closing) {
                failure = e;
            }
        } finally {
            ready.countDown();
        }
    }
}
