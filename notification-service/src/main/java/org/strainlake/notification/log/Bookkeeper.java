package org.strainlake.notification.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.io.Serial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.strainlake.event.EventType;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.journey.JourneyCodec;
import org.strainlake.journey.JourneyRecord;
import org.strainlake.journey.Stage;

/**
 * Does what follows a write to the log, off the fast path and in groups: tells the book that the chunk was
 * notified or copied, then enters the event in the index. In this order, so that after a crash whatever was not told
 * is not entered either, and is read from the log again. One thread works while this instance is the writer; a full
 * queue makes writers wait.
 */
@Component
class Bookkeeper {
    static final String JOURNEY = "strainlake.journey";
    static final int JOURNEY_PARTITIONS = 6;

    private static final Logger LOG = LoggerFactory.getLogger(Bookkeeper.class);
    private static final Duration GLANCE = Duration.ofMillis(200);

    private final LogKafka kafka;
    private final EventIndex index;
    private final LogProperties properties;
    private final String clock;
    private final BlockingQueue<Work> queue;
    private final Set<UUID> pending = ConcurrentHashMap.newKeySet();
    private final Retry retry;
    private volatile @Nullable Thread thread;
    private volatile boolean stopping;

    Bookkeeper(LogKafka kafka, EventIndex index, LogProperties properties, JourneyProperties journey) {
        this.kafka = kafka;
        this.index = index;
        this.properties = properties;
        this.clock = journey.clock();
        this.queue = new ArrayBlockingQueue<>(properties.indexQueue());
        this.retry = Retry.of(
                "index",
                RetryConfig.custom()
                        .maxAttempts(Integer.MAX_VALUE)
                        .intervalFunction(
                                IntervalFunction.ofExponentialBackoff(Duration.ofMillis(100), 2, Duration.ofSeconds(5)))
                        .retryOnException(e -> !stopping && mayPass(e))
                        .build());
        retry.getEventPublisher()
                .onRetry(event -> LOG.warn(
                        "the index waits, attempt {}: {}",
                        event.getNumberOfRetryAttempts(),
                        String.valueOf(event.getLastThrowable())));
    }

    /**
     * Takes over an entry that the log has; waits while too many are under way.
     *
     * @throws LogUnavailable if this instance is no longer the writer: the next one reads the entry from the log
     */
    void take(LogEntry entry) throws InterruptedException {
        if (entry.event().released() == null) {
            pending.add(UUID.fromString(entry.event().id()));
        }
        hand(new Entry(entry));
    }

    /** Whether the event is in the log but perhaps not in the index yet. */
    boolean isPending(UUID id) {
        return pending.contains(id);
    }

    /**
     * Waits until everything taken before is in the index.
     *
     * @throws LogUnavailable if this instance is no longer the writer
     */
    void drain() throws InterruptedException {
        var mark = new Mark(new CountDownLatch(1));
        hand(mark);
        while (!mark.passed().await(GLANCE.toMillis(), TimeUnit.MILLISECONDS)) {
            requireWork();
        }
    }

    /** Events that are in the log and not in the index yet. */
    int behind() {
        return pending.size();
    }

    boolean isAtWork() {
        var working = thread;
        return working != null && working.isAlive();
    }

    /** For the thread that makes this instance the writer: begins with nothing to do. */
    void begin() {
        queue.clear();
        pending.clear();
        stopping = false;
        thread = Thread.ofVirtual().name("bookkeeper").start(this::work);
    }

    /** For the same thread: ends at once. What is not in the index is read from the log by the next writer. */
    void end() throws InterruptedException {
        var working = thread;
        if (working == null) {
            return;
        }
        stopping = true;
        working.interrupt();
        working.join();
        thread = null;
        queue.clear();
        pending.clear();
    }

    private void hand(Work work) throws InterruptedException {
        requireWork();
        while (!queue.offer(work, GLANCE.toMillis(), TimeUnit.MILLISECONDS)) {
            requireWork();
        }
    }

    private void requireWork() {
        if (!isAtWork()) {
            throw new LogUnavailable("nobody enters events in the index now");
        }
    }

    private void work() {
        var batch = new ArrayList<Work>();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                var first = queue.take();
                batch.add(first);
                if (first instanceof Entry) {
                    Thread.sleep(properties.indexGather());
                }
                queue.drainTo(batch, properties.indexBatch() - 1);
                book(batch);
                batch.clear();
            }
        } catch (InterruptedException | Stopped e) {
            LOG.debug("the bookkeeper stops");
        } catch (LogUnavailable | DataAccessException | TransactionException e) {
            LOG.warn("the index is behind; the next writer reads the rest from the log: {}", e.getMessage());
        }
    }

    private void book(List<Work> batch) {
        var entries = batch.stream()
                .filter(Entry.class::isInstance)
                .map(work -> ((Entry) work).entry())
                .toList();
        if (!entries.isEmpty()) {
            retry.executeRunnable(() -> {
                tell(entries);
                index.enter(entries);
            });
            entries.stream()
                    .filter(entry -> entry.event().released() == null)
                    .forEach(entry ->
                            pending.remove(UUID.fromString(entry.event().id())));
        }
        batch.stream()
                .filter(Mark.class::isInstance)
                .forEach(work -> ((Mark) work).passed().countDown());
    }

    private void tell(List<LogEntry> entries) {
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (var entry : entries) {
            var journey = journey(entry);
            if (journey != null) {
                records.add(new ProducerRecord<>(JOURNEY, journey.key().getBytes(UTF_8), JourneyCodec.write(journey)));
            }
        }
        try {
            if (!records.isEmpty()) {
                kafka.send(records);
            }
        } catch (InterruptedException e) {
            throw new Stopped(e);
        }
    }

    private static boolean mayPass(Throwable failure) {
        return failure instanceof LogUnavailable
                || failure instanceof DataAccessException
                || failure instanceof TransactionException;
    }

    private @Nullable JourneyRecord journey(LogEntry entry) {
        if (entry.event().released() != null) {
            return null; // the book has it from the first time
        }
        return switch (entry.event().type()) {
            case EventType.CHUNK_STORED -> notified(entry);
            case EventType.TRANSFER_DONE -> copied(entry.event());
            default -> null;
        };
    }

    /** Of files that are chunks by their name; what run they are of is known to the book. */
    private static @Nullable JourneyRecord copied(FeedEvent event) {
        var file = event.subject();
        var rse = event.rse();
        return file == null || rse == null || event.gpsStart() == null
                ? null
                : new JourneyRecord.CopyArrived(file, rse, event.time());
    }

    private @Nullable JourneyRecord notified(LogEntry entry) {
        var event = entry.event();
        try {
            var payload = FeedCodec.payload(event);
            var chunk = payload.chunk();
            var stamps = new EnumMap<>(Map.of(Stage.NOTIFIED, entry.notified()));
            return chunk == null
                    ? null
                    : new JourneyRecord.StagesReached(
                            chunk.run(),
                            chunk.gpsStart(),
                            payload.did(),
                            payload.datasetDid(),
                            payload.bytes(),
                            null,
                            stamps,
                            clock);
        } catch (IllegalArgumentException e) {
            LOG.warn("no stamp for {}: {}", event, e.getMessage());
            return null;
        }
    }

    /** The worker was interrupted at its work. */
    private static final class Stopped extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1;

        Stopped(InterruptedException cause) {
            super(cause);
        }
    }

    private sealed interface Work {}

    private record Entry(LogEntry entry) implements Work {}

    private record Mark(CountDownLatch passed) implements Work {}
}
