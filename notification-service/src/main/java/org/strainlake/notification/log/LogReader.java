package org.strainlake.notification.log;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/** One reader of one or more logs, at its own place in each. For one thread, {@link #wakeUp} apart. */
public final class LogReader implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<FeedTopic, String> identities;
    private final Map<String, FeedTopic> topics = new HashMap<>();

    LogReader(KafkaConsumer<byte[], byte[]> consumer, Map<FeedTopic, String> identities) {
        this.consumer = consumer;
        this.identities = identities;
        identities.keySet().forEach(topic -> topics.put(topic.kafkaName(), topic));
        consumer.assign(identities.keySet().stream().map(LogReader::partition).toList());
    }

    /**
     * How far a log reaches.
     *
     * @param identity of this log: one that was lost and begun anew has another
     * @param oldest place of the oldest event that is kept
     * @param end place after the newest
     */
    public record Extent(String identity, long oldest, long end) {}

    /** The logs that are read. */
    public Set<FeedTopic> topics() {
        return identities.keySet();
    }

    /**
     * How far the log reaches now.
     *
     * @throws LogUnavailable if Kafka does not answer
     */
    public Extent extent(FeedTopic topic) {
        var partition = List.of(partition(topic));
        try {
            return new Extent(
                    Objects.requireNonNull(identities.get(topic)),
                    Objects.requireNonNull(consumer.beginningOffsets(partition).get(partition.getFirst())),
                    Objects.requireNonNull(consumer.endOffsets(partition).get(partition.getFirst())));
        } catch (KafkaException e) {
            throw new LogUnavailable("Kafka does not tell the extent of " + topic, e);
        }
    }

    /**
     * The place of the first event that was written at the time or later; the log's end if there is none.
     *
     * @throws LogUnavailable if Kafka does not answer
     */
    public long placeAt(FeedTopic topic, Instant time) {
        var partition = partition(topic);
        try {
            var found = consumer.offsetsForTimes(Map.of(partition, time.toEpochMilli()))
                    .get(partition);
            return found == null ? extent(topic).end() : found.offset();
        } catch (KafkaException e) {
            throw new LogUnavailable("Kafka does not tell the times of " + topic, e);
        }
    }

    /** Goes to a place of a log. */
    public void seek(FeedTopic topic, long offset) {
        consumer.seek(partition(topic), offset);
    }

    /** The place of the event that would be read next. */
    public long position(FeedTopic topic) {
        return consumer.position(partition(topic));
    }

    /**
     * Waits for events, at most {@code patience}; none if there were none or {@link #wakeUp} was called.
     *
     * @throws AgedOut if a log no longer keeps the place at which it would be read
     * @throws LogUnavailable if Kafka refuses
     */
    public List<LogEntry> poll(Duration patience) throws AgedOut {
        try {
            var entries = new ArrayList<LogEntry>();
            for (var each : consumer.poll(patience)) {
                var event = FeedRecords.read(each);
                if (event != null) {
                    entries.add(new LogEntry(
                            event,
                            Objects.requireNonNull(topics.get(each.topic())),
                            each.offset(),
                            Instant.ofEpochMilli(each.timestamp())));
                }
            }
            return entries;
        } catch (WakeupException e) {
            return List.of();
        } catch (OffsetOutOfRangeException e) {
            throw new AgedOut(e);
        } catch (KafkaException e) {
            throw new LogUnavailable("Kafka does not give " + topics.keySet(), e);
        }
    }

    /** Ends a {@link #poll} that waits in another thread, or the next one. */
    public void wakeUp() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }

    private static TopicPartition partition(FeedTopic topic) {
        return new TopicPartition(topic.kafkaName(), 0);
    }
}
