package org.strainlake.notification.log;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.strainlake.event.FeedEvent;

/**
 * The only writer of one log, on the instance that has the {@link Lease}. Before it writes for the first time in a
 * term, and after any write whose fate is uncertain, it reads the log from the end of the index to the end of the log: only then does it know what
 * is in. Thread-safe; one write at a time.
 */
final class TopicLog {
    private static final Logger LOG = LoggerFactory.getLogger(TopicLog.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private static final long NEVER = 0;

    private final FeedTopic topic;
    private final Lease lease;
    private final LogKafka kafka;
    private final EventIndex index;
    private final Bookkeeper bookkeeper;
    private final LogProperties properties;
    private final InstantSource clock;
    private final ReentrantLock writer = new ReentrantLock();

    /** Attachments that are being written or are not in the index yet. */
    private final Map<Attachment, UUID> attaching = new HashMap<>();

    private long caughtUpIn = NEVER;

    TopicLog(
            FeedTopic topic,
            Lease lease,
            LogKafka kafka,
            EventIndex index,
            Bookkeeper bookkeeper,
            LogProperties properties,
            InstantSource clock) {
        this.topic = topic;
        this.lease = lease;
        this.kafka = kafka;
        this.index = index;
        this.bookkeeper = bookkeeper;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Writes those of the events that the log does not have, in their order.
     *
     * @return how many were written
     * @throws LogUnavailable if any may not be in the log, or this instance is not the writer
     */
    int append(List<FeedEvent> events) throws InterruptedException {
        return append(events, this::unknown);
    }

    /**
     * Writes those of the events of another log that were not told again in this one, in their order. Each may be brought
     * once between two {@linkplain Bookkeeper#drain drains}.
     *
     * @return how many were written
     * @throws LogUnavailable as {@link #append}
     */
    int release(List<FeedEvent> events) throws InterruptedException {
        return append(events, all -> {
            var released = index.released(topic, all);
            return all.stream()
                    .filter(event -> !released.contains(UUID.fromString(event.id())))
                    .toList();
        });
    }

    private int append(List<FeedEvent> events, UnaryOperator<List<FeedEvent>> choice) throws InterruptedException {
        writer.lockInterruptibly();
        try {
            long term = ensureCaughtUp();
            var fresh = choice.apply(events);
            if (fresh.isEmpty()) {
                return 0;
            }
            caughtUpIn = NEVER;
            var acknowledged = kafka.send(fresh.stream().map(this::toRecord).toList());
            var notified = clock.instant();
            for (int i = 0; i < fresh.size(); i++) {
                bookkeeper.take(
                        new LogEntry(fresh.get(i), topic, acknowledged.get(i).offset(), notified));
            }
            caughtUpIn = term;
            return fresh.size();
        } finally {
            writer.unlock();
        }
    }

    /** Makes sure that the index knows of all that is in it, or the bookkeeper has it. */
    void know() throws InterruptedException {
        writer.lockInterruptibly();
        try {
            ensureCaughtUp();
        } finally {
            writer.unlock();
        }
    }

    /** Makes the first write as fast as any other. */
    void open() throws InterruptedException {
        writer.lockInterruptibly();
        try {
            ensureCaughtUp();
            kafka.warm(topic.kafkaName());
        } catch (KafkaException e) {
            throw new LogUnavailable("Kafka does not know " + topic.kafkaName(), e);
        } finally {
            writer.unlock();
        }
    }

    /** What is known of the log is good for one term: between two terms another instance may have written. */
    private long ensureCaughtUp() throws InterruptedException {
        long term = lease.require();
        if (caughtUpIn != term) {
            catchUp();
            caughtUpIn = term;
        }
        return term;
    }

    /** Of a file's attachment to a dataset the log tells once, whatever storage elements and ids it is told with. */
    private List<FeedEvent> unknown(List<FeedEvent> events) {
        attaching.values().removeIf(id -> !bookkeeper.isPending(id));
        var candidates = new LinkedHashMap<UUID, FeedEvent>();
        for (var event : events) {
            var id = UUID.fromString(event.id());
            if (!bookkeeper.isPending(id)) {
                candidates.putIfAbsent(id, event);
            }
        }
        if (candidates.isEmpty()) {
            return List.of();
        }
        var known = index.known(candidates.values());
        var unknown = new ArrayList<FeedEvent>();
        candidates.forEach((id, event) -> {
            if (!known.has(id)
                    && known.attachment(event)
                            .filter(each -> !isNew(each, id, known))
                            .isEmpty()) {
                unknown.add(event);
            }
        });
        return unknown;
    }

    private boolean isNew(Attachment attachment, UUID id, EventIndex.Known known) {
        return !known.has(attachment) && attaching.putIfAbsent(attachment, id) == null;
    }

    private ProducerRecord<byte[], byte[]> toRecord(FeedEvent event) {
        return FeedRecords.write(topic, event, clock.instant());
    }

    private void catchUp() throws InterruptedException {
        bookkeeper.drain();
        kafka.awaitSettled();
        var identity = kafka.ensure(
                topic.kafkaName(),
                1,
                properties.replicas(),
                Map.of("retention.ms", Long.toString(properties.retention().toMillis()), "cleanup.policy", "delete"));
        kafka.ensure(Bookkeeper.JOURNEY, Bookkeeper.JOURNEY_PARTITIONS, properties.replicas(), Map.of());
        try (var reader = new LogReader(kafka.consumer(), Map.of(topic, identity))) {
            var extent = reader.extent(topic);
            index.belongTo(topic, identity, extent.end());
            long next = Math.max(extent.oldest(), index.next(topic));
            reader.seek(topic, next);
            while (reader.position(topic) < extent.end()) {
                for (var entry : reader.poll(POLL)) {
                    bookkeeper.take(entry);
                }
            }
            bookkeeper.drain(); // of what waits, only ids would be known
            LOG.info("{} is caught up: {} events were not in the index", topic, extent.end() - next);
        } catch (AgedOut | KafkaException e) { // aged out: since the extent was asked for
            throw new LogUnavailable("Kafka does not give " + topic.kafkaName(), e);
        }
    }
}
