package org.strainlake.deviation;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.strainlake.journey.Deviation;
import org.strainlake.kafka.KafkaProperties;

/** Asks Kafka every two seconds whether it is there, since its clients wait for it in silence. */
final class KafkaWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaWatch.class);
    private static final String WHERE = "kafka";
    private static final long PAUSE_MILLIS = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** Logging in for the first time takes longer. */
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(15);

    private static final Duration LAST_WAIT = Duration.ofSeconds(2);

    private final KafkaProperties properties;
    private final Deviations deviations;
    private final Thread watcher =
            Thread.ofPlatform().daemon().name("kafka-watch").unstarted(this::watch);
    private @Nullable Admin admin; // the watcher's own
    private boolean reachedBefore; // the watcher's own
    private volatile boolean closed;

    KafkaWatch(KafkaProperties properties, Deviations deviations) {
        this.properties = properties;
        this.deviations = deviations;
    }

    void start() {
        watcher.start();
    }

    private void watch() {
        try {
            while (!closed) {
                look();
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            LOG.debug("Kafka is watched no longer");
        } finally {
            if (admin != null) {
                admin.close(Duration.ZERO);
            }
        }
    }

    private void look() throws InterruptedException {
        long begun = System.nanoTime();
        var patience = reachedBefore ? PATIENCE : FIRST_PATIENCE;
        try {
            if (admin == null) {
                admin = Admin.create(properties.client());
            }
            admin.describeCluster().nodes().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            reachedBefore = true;
            deviations.reached(WHERE);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            var took = Duration.ofNanos(System.nanoTime() - begun);
            deviations.seen(Deviation.PART_AWAY, WHERE, null, took, "no broker answers");
        }
    }

    /** Stops asking. */
    @Override
    public void close() {
        closed = true;
        watcher.interrupt();
        try {
            watcher.join(LAST_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
