package org.strainlake.latency.live;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.strainlake.latency.store.Plan;

/** Somebody who listens to a run. Whatever comes while they are slow is kept as one {@link News}. Thread-safe. */
public final class LiveReader implements AutoCloseable {
    private final RunWatch watch;
    private final LiveBooks books;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private News news = News.NONE;
    private boolean ended;

    LiveReader(RunWatch watch, LiveBooks books) {
        this.watch = watch;
        this.books = books;
    }

    /** The run as it is planned now. */
    public Plan plan() {
        return watch.plan();
    }

    /** Whether the service is about to stop. */
    public boolean isEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /** What happened since the last call; waits for it no longer than {@code patience}. */
    public News next(Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (news.isEmpty() && !ended && left > 0) {
                left = changed.awaitNanos(left);
            }
            var taken = news;
            news = News.NONE;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    void tell(News later) {
        lock.lock();
        try {
            news = news.with(later);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        books.leave(watch, this);
    }
}
