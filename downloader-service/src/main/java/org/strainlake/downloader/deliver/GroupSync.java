package org.strainlake.downloader.deliver;

import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes a directory's entries durable for many at once: whoever asks while a sync is under way waits for the
 * next one, which serves all of them. Thread-safe.
 */
final class GroupSync {
    private final Sync sync;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private long begun;
    private long done;
    private boolean running;

    GroupSync(Sync sync) {
        this.sync = sync;
    }

    /**
     * Returns when a sync that began after this call has ended.
     *
     * @throws IOException if the sync made in this thread fails; others then make their own
     */
    void await() throws IOException {
        lock.lock();
        try {
            long wanted = begun + 1;
            while (done < wanted) {
                if (running) {
                    ended.awaitUninterruptibly();
                    continue;
                }
                lead();
            }
        } finally {
            lock.unlock();
        }
    }

    private void lead() throws IOException {
        running = true;
        long mine = ++begun;
        lock.unlock();
        boolean succeeded = false;
        try {
            sync.run();
            succeeded = true;
        } finally {
            lock.lock();
            running = false;
            if (succeeded) {
                done = mine;
            }
            ended.signalAll();
        }
    }

    /** What makes the entries durable. */
    interface Sync {
        void run() throws IOException;
    }
}
