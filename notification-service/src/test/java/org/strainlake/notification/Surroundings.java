package org.strainlake.notification;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.strainlake.embargo.Embargo;
import org.strainlake.embargo.EmbargoCodec;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.local.KafkaNode;
import org.strainlake.local.PostgresServer;

/**
 * Real Kafka and PostgreSQL around a service that can be started, ended and started again: one set for each JVM, and
 * further ones for tests that stop a part of theirs.
 */
public final class Surroundings implements AutoCloseable {
    private static final Surroundings ONLY = new Surroundings();

    final Path directory;
    private KafkaNode kafka;
    private final PostgresServer postgres;
    private final KafkaProducer<byte[], byte[]> producer;

    Surroundings() {
        try {
            directory = Files.createTempDirectory(Path.of("target"), "parts").toAbsolutePath();
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

    public static Surroundings get() {
        return ONLY;
    }

    /** The service, with further settings and parts. */
    public ConfigurableApplicationContext start(Map<String, Object> settings, Class<?>... parts) {
        return new SpringApplicationBuilder(NotificationApplication.class)
                .sources(parts)
                .properties(settings(settings))
                .run();
    }

    /** The service as a process of its own. */
    ServiceProcess startProcess(String name, Map<String, Object> settings) throws IOException {
        return ServiceProcess.start(directory.resolve(name), settings(settings));
    }

    private Map<String, Object> settings(Map<String, Object> further) {
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
        all.put("strainlake.experiments.ligo.scopes", "ligo");
        all.put("strainlake.experiments.ligo.readers", "/ligo");
        all.put("strainlake.token.resource.audiences", Issuer.AUDIENCE);
        all.put("strainlake.token.resource.issuers[0].issuer", "http://127.0.0.1:1/");
        all.put("strainlake.token.resource.issuers[0].jwks-uri", "http://127.0.0.1:1/jwk");
        all.putAll(further);
        return all;
    }

    /** Sends a record as the uploader does. */
    void announce(FeedEvent event) throws InterruptedException, ExecutionException {
        var announcement = new ProducerRecord<>(
                "strainlake.announcements." + event.experiment(), event.key().getBytes(UTF_8), event.body());
        FeedCodec.headers(event).forEach((name, value) -> announcement.headers().add(name, value));
        producer.send(announcement).get();
    }

    /** Makes a version of an embargo known, as the uploader does. */
    void publish(Embargo embargo) throws InterruptedException, ExecutionException {
        producer.send(new ProducerRecord<>(
                        "strainlake.embargoes", embargo.id().getBytes(UTF_8), EmbargoCodec.bytes(embargo)))
                .get();
    }

    /** Sends a record without headers; null for one without a value. */
    void send(String topic, byte @Nullable [] body) throws InterruptedException, ExecutionException {
        producer.send(new ProducerRecord<>(topic, body)).get();
    }

    /** The events in a log that are about a file or dataset. */
    List<FeedEvent> events(String topic, @Nullable DataIdentifier subject) {
        return all(topic).stream()
                .map(each -> FeedCodec.read(
                        name -> {
                            var header = each.headers().lastHeader(name);
                            return header == null ? null : header.value();
                        },
                        each.value()))
                .filter(event -> Objects.equals(event.subject(), subject))
                .toList();
    }

    /** Makes a topic forget everything before the end that it has now. */
    void forget(String topic) throws InterruptedException, ExecutionException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            var partition = new TopicPartition(topic, 0);
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(-1)))
                    .all()
                    .get();
        }
    }

    /** Everything in a topic now. */
    List<ConsumerRecord<byte[], byte[]>> all(String topic) {
        return kafka.everythingIn(topic);
    }

    /** Whether the service keeps a deviation at that side that the book does not have yet. */
    boolean keepsDeviation(String where) throws SQLException {
        var url = postgres.jdbcUrl("strainlake") + "?currentSchema=notification";
        try (var connection = DriverManager.getConnection(url, postgres.user(), "");
                var query = connection.prepareStatement(
                        "SELECT FROM deviation_outbox WHERE position(? IN convert_from(record, 'UTF8')) > 0")) {
            query.setString(1, "\"where\":\"" + where + "\"");
            return query.executeQuery().next();
        }
    }

    /** Where Kafka is, also while it is stopped. */
    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    void stopKafka() {
        kafka.close();
    }

    /** Starts Kafka again, with its data and at its address. */
    void startKafka() throws IOException {
        var address = kafka.bootstrapServers();
        var colon = address.lastIndexOf(':');
        kafka = KafkaNode.start(
                directory.resolve("kafka"),
                Integer.parseInt(address.substring(colon + 1)),
                address.substring(0, colon));
    }

    /** A connection to the service's database. */
    Connection database() throws SQLException {
        return DriverManager.getConnection(
                postgres.jdbcUrl("strainlake") + "?currentSchema=notification", postgres.user(), null);
    }

    @Override
    public void close() throws IOException {
        producer.close(Duration.ZERO);
        kafka.close();
        postgres.close();
    }
}
