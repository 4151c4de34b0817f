package org.strainlake.notification.log;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.strainlake.event.FeedEvent;

/**
 * The only writer of one log. Before it writes for the first time, and after any write whose fate is
 * uncertain, it reads the log from the end of the index to the end of the log: only then does it know what
 * is in. Thread-safe; one write at a time.
 */
final class TopicLog {
    private static final Logger LOG = LoggerFactory.getLogger(TopicLog.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final FeedTopic topic;
    private final LogKafka kafka;
    private final EventIndex index;
    private final Bookkeeper bookkeeper;
    private final LogProperties properties;
    private final InstantSource clock;
    private final ReentrantLock writer = new ReentrantLock();
    private boolean caughtUp;

    TopicLog(
            FeedTopic topic,
            LogKafka kafka,
            EventIndex index,
            Bookkeeper bookkeeper,
            LogProperties properties,
            InstantSource clock) {
        this.topic = topic;
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
     * @throws LogUnavailable if any may not be in the log
     */
    int append(List<FeedEvent> events) throws InterruptedException {
        writer.lockInterruptibly();
        try {
            ensureCaughtUp();
            var fresh = unknown(events);
            if (fresh.isEmpty()) {
                return 0;
            }
            caughtUp = false;
            var acknowledged = kafka.send(fresh.stream().map(this::toRecord).toList());
            var notified = clock.instant();
            for (int i = 0; i < fresh.size(); i++) {
                bookkeeper.take(
                        new LogEntry(fresh.get(i), topic, acknowledged.get(i).offset(), notified));
            }
            caughtUp = true;
            return fresh.size();
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

    private void ensureCaughtUp() throws InterruptedException {
        if (!caughtUp) {
            catchUp();
            caughtUp = true;
        }
    }

    private List<FeedEvent> unknown(List<FeedEvent> events) {
        var candidates = new LinkedHashMap<UUID, FeedEvent>();
        for (var event : events) {
            var id = UUID.fromString(event.id());
            if (!bookkeeper.isPending(id)) {
                candidates.putIfAbsent(id, event);
            }
        }
        if (!candidates.isEmpty()) {
            candidates.keySet().removeAll(index.known(candidates.keySet()));
        }
        return new ArrayList<>(candidates.values());
    }

    private ProducerRecord<byte[], byte[]> toRecord(FeedEvent event) {
        return FeedRecords.write(topic, event, clock.instant());
    }

    private void catchUp() throws InterruptedException {
        bookkeeper.drain();
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
            LOG.info("{} is caught up: {} events were not in the index", topic, extent.end() - next);
        } catch (AgedOut | KafkaException e) { // aged out: since the extent was asked for
            throw new LogUnavailable("Kafka does not give " + topic.kafkaName(), e);
        }
    }
}
