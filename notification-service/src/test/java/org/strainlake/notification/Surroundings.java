package org.strainlake.notification;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.local.KafkaNode;
import org.strainlake.local.PostgresServer;
import org.strainlake.token.DataAccess;
import org.strainlake.token.ExperimentProperties;

/** Real Kafka and PostgreSQL around a service that can be started, ended and started again. One for each JVM. */
final class Surroundings {
    private static final Surroundings ONLY = new Surroundings();

    private final KafkaNode kafka;
    private final PostgresServer postgres;
    private final KafkaProducer<byte[], byte[]> producer;

    private Surroundings() {
        try {
            var directory =
                    Files.createTempDirectory(Path.of("target"), "parts").toAbsolutePath();
            kafka = KafkaNode.start(directory.resolve("kafka"));
            postgres = PostgresServer.start(directory.resolve("postgres"));
            postgres.createDatabase("strainlake");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    static Surroundings get() {
        return ONLY;
    }

    /** The service, with further settings. */
    ConfigurableApplicationContext start(Map<String, Object> settings) {
        var all = new HashMap<String, Object>();
        all.put("server.port", 0);
        all.put("management.server.port", 0);
        all.put("spring.cloud.stream.kafka.binder.brokers", kafka.bootstrapServers());
        all.put("spring.datasource.url", postgres.jdbcUrl("strainlake") + "?currentSchema=notification");
        all.put("spring.datasource.username", postgres.user());
        all.put("strainlake.journey.clock", "test");
        all.put("strainlake.experiments.virgo.scopes", "virgo");
        all.put("strainlake.experiments.virgo.readers", "/virgo");
        all.put("strainlake.experiments.virgo.public-datasets", "virgo:V-V1_OPEN*");
        all.put("strainlake.experiments.virgo.operators", "/virgo/ops");
        all.putAll(settings);
        return new SpringApplicationBuilder(NotificationApplication.class, Clock.class)
                .properties(all)
                .run();
    }

    /** Sends a record as the uploader does. */
    void announce(FeedEvent event) throws InterruptedException, ExecutionException {
        var announcement = new ProducerRecord<>(
                "strainlake.announcements." + event.experiment(), event.key().getBytes(UTF_8), event.body());
        FeedCodec.headers(event).forEach((name, value) -> announcement.headers().add(name, value));
        producer.send(announcement).get();
    }

    /** Sends a record without headers. */
    void send(String topic, byte[] body) throws InterruptedException, ExecutionException {
        producer.send(new ProducerRecord<>(topic, body)).get();
    }

    /** Everything in a topic now. */
    List<ConsumerRecord<byte[], byte[]>> all(String topic) {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    /** What common brings in production. */
    @TestConfiguration
    @EnableConfigurationProperties(ExperimentProperties.class)
    static class Clock {
        @Bean
        InstantSource clock() {
            return InstantSource.system();
        }

        @Bean
        DataAccess access() {
            return new FakeAccess();
        }
    }
}
