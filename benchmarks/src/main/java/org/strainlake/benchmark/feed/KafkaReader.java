package org.strainlake.benchmark.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads topics of one partition with a consumer of its own and keeps what its filter passes by the headers. An event
 * counts as had once its JSON is parsed.
 */
final class KafkaReader extends ReaderThread {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Filter filter;
    private final ToIntFunction<String> numbers;

    private KafkaReader(
            String name, KafkaConsumer<byte[], byte[]> consumer, Filter filter, ToIntFunction<String> numbers) {
        super(name);
        this.consumer = consumer;
        this.filter = filter;
        this.numbers = numbers;
    }

    /**
     * Begins to read what is sent from now on.
     *
     * @param brokers where Kafka is
     * @param numbers the number of the announcement with an id
     */
    static KafkaReader start(
            String name, String brokers, List<String> topics, Filter filter, ToIntFunction<String> numbers) {
        var consumer = consumer(brokers, topics);
        consumer.seekToEnd(consumer.assignment());
        return start(new KafkaReader(name, consumer, filter, numbers));
    }

    /** Begins to read with the oldest that is kept. */
    static KafkaReader startAtOldest(
            String name, String brokers, List<String> topics, Filter filter, ToIntFunction<String> numbers) {
        var consumer = consumer(brokers, topics);
        consumer.seekToBeginning(consumer.assignment());
        return start(new KafkaReader(name, consumer, filter, numbers));
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String brokers, List<String> topics) {
        var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", brokers, "auto.offset.reset", "none"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(
                topics.stream().map(topic -> new TopicPartition(topic, 0)).toList());
        return consumer;
    }

    private static KafkaReader start(KafkaReader reader) {
        reader.start();
        return reader;
    }

    @Override
    void read() {
        try (consumer) {
            consumer.assignment().forEach(consumer::position);
            isReady();
            while (!isClosing()) {
                for (var each : consumer.poll(LONGEST_WAIT)) {
                    take(each);
                }
            }
        } catch (WakeupException e) {
            // it is closing
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> each) {
        if (filter.passes(name -> attribute(each, name))) {
            JSON.readTree(each.value());
            inbox().take(numbers.applyAsInt(String.valueOf(attribute(each, "id"))), System.nanoTime());
        }
    }

    private static @Nullable String attribute(ConsumerRecord<byte[], byte[]> each, String name) {
        var header = each.headers().lastHeader("ce_" + name);
        return header == null ? null : new String(header.value(), UTF_8);
    }

    @Override
    void stopReading() {
        consumer.wakeup();
    }
}
