package org.strainlake.notification;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a log from Kafka from its beginning on, at its own offset, through whatever happens to Kafka. */
final class LogFollower implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<ConsumerRecord<byte[], byte[]>> records = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    LogFollower(String bootstrapServers, String topic) {
        consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(List.of(new TopicPartition(topic, 0)));
        Thread.ofVirtual().start(this::follow);
    }

    int size() {
        return records.size();
    }

    /** Ids of all events, in the order of the log. */
    List<String> eventIds() {
        return records.stream().map(LogFollower::eventId).toList();
    }

    /** Ids of those whose dataset begins so, in the order of the log. */
    List<String> eventIdsOf(String datasets) {
        return records.stream()
                .filter(each -> new String(each.key(), UTF_8).startsWith(datasets))
                .map(LogFollower::eventId)
                .toList();
    }

    @Override
    public void close() {
        closed = true;
    }

    private void follow() {
        try (consumer) {
            while (!closed) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
    }

    private static String eventId(ConsumerRecord<byte[], byte[]> each) {
        return new String(each.headers().lastHeader("ce_id").value(), UTF_8);
    }
}
