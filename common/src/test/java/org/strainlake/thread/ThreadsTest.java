package org.strainlake.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ThreadsTest {
    @Test
    void whoeverEndsAThreadWaitsForItThoughInterruptedAndStaysInterrupted() throws InterruptedException {
        var mayEnd = new CountDownLatch(1);
        var wasInterrupted = new CountDownLatch(1);
        var thread = Thread.ofVirtual().start(() -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                wasInterrupted.countDown();
                awaitInAnyCase(mayEnd);
            }
        });
        var ender = Thread.currentThread();
        Thread.ofVirtual().start(() -> {
            awaitInAnyCase(wasInterrupted);
            ender.interrupt();
            mayEnd.countDown();
        });

        Threads.end(thread);

        assertThat(thread.isAlive()).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aThreadThatWasNeverStartedHasEnded() {
        Threads.end(Thread.ofVirtual().unstarted(() -> {}));

        assertThat(Thread.interrupted()).isFalse();
    }

    private static void awaitInAnyCase(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
