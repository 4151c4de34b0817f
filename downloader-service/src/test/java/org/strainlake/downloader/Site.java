package org.strainlake.downloader;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.strainlake.embargo.Embargo;
import org.strainlake.embargo.EmbargoCodec;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.journey.JourneyCodec;
import org.strainlake.journey.JourneyRecord;
import org.strainlake.local.KafkaNode;
import org.strainlake.local.PostgresServer;

/** Real Kafka and PostgreSQL, and the service as often as it is started. */
final class Site implements AutoCloseable {
    static final String AUDIENCE = "https://downloader.strainlake";
    static final String TOPIC = "strainlake.events.virgo.proprietary";
    private static final String PUBLIC_TOPIC = "strainlake.events.virgo.public";

    private final Path directory;
    private final KafkaNode kafka;
    private final PostgresServer postgres;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> journey;
    private final List<JourneyRecord> told = new ArrayList<>();

    private Site(Path directory, KafkaNode kafka, PostgresServer postgres) {
        this.directory = directory;
        this.kafka = kafka;
        this.postgres = postgres;
        Map<String, Object> config = new HashMap<>(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        this.producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        config.put("group.id", "test");
        config.put("auto.offset.reset", "earliest");
        config.put("metadata.max.age.ms", "500");
        this.journey = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        journey.subscribe(List.of("strainlake.journey"));
    }

    static Site start(Path directory) throws IOException, InterruptedException, ExecutionException {
        var site = withoutLog(directory);
        site.makeLog();
        return site;
    }

    static Site withoutLog(Path directory) throws IOException {
        var site = new Site(
                directory,
                KafkaNode.start(directory.resolve("kafka")),
                PostgresServer.start(directory.resolve("postgres")));
        site.postgres.createDatabase("strainlake");
        return site;
    }

    /** Makes the topics of the log, as notification-service does. */
    void makeLog() throws InterruptedException, ExecutionException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(
                            new NewTopic(TOPIC, Optional.of(1), Optional.empty()),
                            new NewTopic(PUBLIC_TOPIC, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
    }

    /** Makes the topics of another experiment's log. */
    void makeLog(String experiment) throws InterruptedException, ExecutionException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(
                            new NewTopic(
                                    "strainlake.events." + experiment + ".proprietary",
                                    Optional.of(1),
                                    Optional.empty()),
                            new NewTopic(
                                    "strainlake.events." + experiment + ".public", Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
    }

    Path delivered() {
        return directory.resolve("delivered");
    }

    /** Starts the service with a lake of the test's own, or, if null, the one that the settings name. */
    ConfigurableApplicationContext service(@Nullable FakeLake lake, String... more) throws IOException {
        var arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--management.server.port=0",
                "--spring.cloud.stream.kafka.binder.brokers=" + kafka.bootstrapServers(),
                "--spring.datasource.url=" + postgres.jdbcUrl("strainlake") + "?currentSchema=downloader",
                "--spring.datasource.username=" + postgres.user(),
                "--strainlake.experiments.virgo.scopes=virgo",
                "--strainlake.experiments.virgo.readers=/virgo",
                "--strainlake.experiments.virgo.data-managers=/virgo/data-manager",
                "--strainlake.journey.clock=test",
                "--strainlake.token.resource.audiences=" + AUDIENCE,
                "--strainlake.token.resource.issuers[0].issuer=https://issuer.example/",
                "--strainlake.token.resource.issuers[0].jwks-uri=http://127.0.0.1:1/jwk",
                "--strainlake.sinks.roots=" + Files.createDirectories(directory.resolve("roots")),
                "--strainlake.follows.low-latency.experiment=virgo",
                "--strainlake.follows.low-latency.datasets=virgo:V-V1_HOFT*",
                "--strainlake.follows.low-latency.sinks[0].directory.path=" + delivered()));
        for (var each : more) {
            var key = each.substring(0, each.indexOf('=') + 1);
            arguments.removeIf(argument -> argument.startsWith(key));
            arguments.add(each);
        }
        return new SpringApplicationBuilder(DownloaderApplication.class, LakeOfTheTest.class)
                .initializers(context -> {
                    if (lake != null) {
                        context.getBeanFactory().registerSingleton("fakeLake", lake);
                    }
                })
                .run(arguments.toArray(String[]::new));
    }

    /** Settings of a service with a role for its tables and another to run with. */
    String[] twoRoles() throws IOException {
        postgres.createServiceRoles("strainlake", "downloader");
        return new String[] {
            "--spring.datasource.username=downloader",
            "--spring.flyway.user=downloader_owner",
            "--spring.flyway.password="
        };
    }

    /** A connection of a role's own. */
    Connection connect(String role) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl("strainlake") + "?currentSchema=downloader", role, "");
    }

    void stopPostgres() throws IOException {
        postgres.close();
    }

    void publish(FeedEvent event) throws InterruptedException, ExecutionException {
        var topic = event.proprietary() ? TOPIC : PUBLIC_TOPIC;
        var message = new ProducerRecord<>(topic, event.key().getBytes(UTF_8), event.body());
        FeedCodec.headers(event).forEach(message.headers()::add);
        producer.send(message).get();
    }

    /** Makes a version of an embargo known, as the uploader does. */
    void publish(Embargo embargo) throws InterruptedException, ExecutionException {
        producer.send(new ProducerRecord<>(
                        "strainlake.embargoes", embargo.id().getBytes(UTF_8), EmbargoCodec.bytes(embargo)))
                .get();
    }

    void publishNonsense() throws InterruptedException, ExecutionException {
        producer.send(new ProducerRecord<>(TOPIC, "?".getBytes(UTF_8), "not JSON".getBytes(UTF_8)))
                .get();
    }

    /** Everything told to the book so far. */
    List<JourneyRecord> journey() {
        for (var message : journey.poll(Duration.ofMillis(200))) {
            told.add(JourneyCodec.read(message.value()));
        }
        return List.copyOf(told);
    }

    @Override
    public void close() throws IOException {
        producer.close();
        journey.close();
        postgres.close();
        kafka.close();
    }

    static Instant now() {
        return java.time.InstantSource.system().instant();
    }
}
