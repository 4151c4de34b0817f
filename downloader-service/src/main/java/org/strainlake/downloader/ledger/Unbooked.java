package org.strainlake.downloader.ledger;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Tells the outbox that rows wait for it. Thread-safe. */
@Component
class Unbooked {
    private final BlockingQueue<Boolean> signals = new ArrayBlockingQueue<>(1);

    void signal() {
        var _ = signals.offer(Boolean.TRUE); // one waiting signal is enough
    }

    /** Waits for a signal, at most that long. */
    void await(long millis) throws InterruptedException {
        var _ = signals.poll(millis, TimeUnit.MILLISECONDS);
    }
}
