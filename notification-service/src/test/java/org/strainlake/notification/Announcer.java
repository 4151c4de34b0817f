package org.strainlake.notification;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.strainlake.event.FeedEvent;

/** Announces events as the uploader does, one after the other, some hundred a second at most. */
final class Announcer implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final FutureTask<Void> work;

    private Announcer(Surroundings surroundings, List<FeedEvent> events) {
        work = new FutureTask<>(() -> {
            for (var event : events) {
                if (closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                    break;
                }
                surroundings.announce(event);
            }
            return null;
        });
        Thread.ofVirtual().start(work);
    }

    static Announcer start(Surroundings surroundings, List<FeedEvent> events) {
        return new Announcer(surroundings, events);
    }

    /** Waits until Kafka has all of them. */
    void awaitEnd() throws InterruptedException, ExecutionException, TimeoutException {
        work.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
