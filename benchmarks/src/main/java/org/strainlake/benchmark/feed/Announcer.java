package org.strainlake.benchmark.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;

/** Sends events in the way and with the producer's settings of uploader-service, and knows when each was sent. */
final class Announcer implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final Announcements announcements;
    private final Function<FeedEvent, String> topic;
    private final long[] sentNanos;
    private final Map<String, Integer> numbers = new ConcurrentHashMap<>();
    private final Queue<Future<RecordMetadata>> unacknowledged = new ArrayDeque<>();

    /**
     * An announcer.
     *
     * @param brokers where Kafka is
     * @param topic where an event goes
     */
    Announcer(String brokers, Announcements announcements, Function<FeedEvent, String> topic) {
        this.announcements = announcements;
        this.topic = topic;
        this.sentNanos = new long[announcements.count()];
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers, "acks", "all", "enable.idempotence", "true", "linger.ms", "0"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Where uploader-service announces. */
    static String announcementTopic(FeedEvent event) {
        return "strainlake.announcements." + event.experiment();
    }

    /** Makes the first record as fast as any other. */
    void warm() {
        IntStream.range(0, Math.min(announcements.count(), Announcements.CYCLE))
                .mapToObj(announcements::event)
                .map(topic)
                .distinct()
                .forEach(producer::partitionsFor);
    }

    /**
     * Sends an event; does not wait for Kafka.
     *
     * @throws IOException if Kafka refused this one or one before
     */
    void send(int number) throws IOException {
        var event = announcements.event(number);
        var record = new ProducerRecord<>(
                topic.apply(event), String.valueOf(event.subject()).getBytes(UTF_8), event.body());
        FeedCodec.headers(event).forEach((name, value) -> record.headers().add(name, value));
        numbers.put(event.id(), number);
        sentNanos[number] = System.nanoTime();
        unacknowledged.add(producer.send(record));
        while (!unacknowledged.isEmpty() && unacknowledged.element().isDone()) {
            var oldest = unacknowledged.remove();
            if (oldest.state() == Future.State.FAILED) {
                throw new IOException("Kafka does not take announcements", oldest.exceptionNow());
            }
        }
    }

    /** The number of the event with an id, -1 if none was sent. */
    int number(String id) {
        return numbers.getOrDefault(id, -1);
    }

    /** When an event was sent, on the clock of {@link System#nanoTime}. */
    long sentAt(int number) {
        return sentNanos[number];
    }

    @Override
    public void close() {
        producer.close();
    }
}
