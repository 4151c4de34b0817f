package org.strainlake.latency;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.strainlake.embargo.Embargo;
import org.strainlake.embargo.EmbargoBook;
import org.strainlake.embargo.EmbargoCodec;
import org.strainlake.journey.JourneyCodec;
import org.strainlake.journey.JourneyRecord;
import org.strainlake.local.KafkaNode;
import org.strainlake.local.PostgresServer;
import org.strainlake.token.TestIssuer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service with a real Kafka and a real PostgreSQL, and a client of each side. */
final class LatencyServer implements AutoCloseable {
    private static final String TOPIC = "strainlake.journey";
    private static final String GROUP = "latency-service";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final KafkaNode kafka;
    private final PostgresServer postgres;
    private final TestIssuer issuer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> more;
    private ConfigurableApplicationContext service;

    /** Starts it; {@code more} are arguments that take the place of the usual ones. */
    LatencyServer(Path directory, String... more) throws Exception {
        kafka = KafkaNode.start(directory.resolve("kafka"));
        postgres = PostgresServer.start(directory.resolve("postgres"));
        postgres.createDatabase("strainlake");
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 6, (short) 1))).all().get(30, TimeUnit.SECONDS);
        }
        issuer = new TestIssuer();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", 5),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.more = List.of(more);
        service = start();
    }

    private ConfigurableApplicationContext start(String... others) {
        var arguments = new ArrayList<>(List.of(
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--management.server.address=127.0.0.1",
                "--management.server.port=0",
                "--spring.datasource.url=" + postgres.jdbcUrl("strainlake") + "?currentSchema=latency",
                "--spring.datasource.username=" + postgres.user(),
                "--spring.cloud.stream.kafka.binder.brokers=" + kafka.bootstrapServers(),
                "--strainlake.experiments.virgo.scopes=virgo",
                "--strainlake.experiments.virgo.public-datasets=virgo:V-V1_HOFT_REPLAY_PUBLIC*",
                "--strainlake.experiments.virgo.operators=client:operator",
                "--strainlake.token.resource.audiences=" + TestIssuer.AUDIENCE,
                "--strainlake.token.resource.issuers[0].issuer=" + TestIssuer.ISSUER,
                "--strainlake.token.resource.issuers[0].jwks-uri=" + issuer.jwksUri()));
        var given = new ArrayList<>(more);
        given.addAll(List.of(others));
        for (var each : given) {
            var key = each.substring(0, each.indexOf('=') + 1);
            arguments.removeIf(argument -> argument.startsWith(key));
            arguments.add(each);
        }
        return new SpringApplicationBuilder(LatencyApplication.class, SetClock.class)
                .run(arguments.toArray(String[]::new));
    }

    /** Ends the service and starts it again. */
    void restart() {
        service.close();
        service = start();
    }

    /** Starts another instance beside it, which takes in nothing. */
    ConfigurableApplicationContext startIdleInstance() {
        return start(
                "--server.port=0",
                "--management.server.port=0",
                "--spring.cloud.stream.bindings.journey-in-0.consumer.auto-startup=false");
    }

    /** Starts another instance beside it, which takes its share. */
    ConfigurableApplicationContext startInstance() {
        return start("--server.port=0", "--management.server.port=0");
    }

    /** How many partitions of the journey each instance has, the fewest first. */
    List<Integer> partitionsOfInstances() throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            var group = admin.describeConsumerGroups(List.of(GROUP))
                    .describedGroups()
                    .get(GROUP)
                    .get(30, TimeUnit.SECONDS);
            return group.members().stream()
                    .map(member -> member.assignment().topicPartitions().size())
                    .sorted()
                    .toList();
        }
    }

    /** Records of the journey that no instance has booked yet. */
    long lag() throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            var committed = admin.listConsumerGroupOffsets(GROUP)
                    .partitionsToOffsetAndMetadata()
                    .get(30, TimeUnit.SECONDS);
            var ends = admin.listOffsets(IntStream.range(0, 6)
                            .mapToObj(partition -> new TopicPartition(TOPIC, partition))
                            .collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest())))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            return ends.entrySet().stream()
                    .mapToLong(end -> end.getValue().offset()
                            - (committed.get(end.getKey()) == null
                                    ? 0
                                    : committed.get(end.getKey()).offset()))
                    .sum();
        }
    }

    /** Publishes a version of an embargo, and waits until the service knows it. */
    void publish(Embargo embargo) {
        var _ = producer.send(new ProducerRecord<>(
                "strainlake.embargoes",
                embargo.id().getBytes(StandardCharsets.UTF_8),
                EmbargoCodec.write(embargo).getBytes(StandardCharsets.UTF_8)));
        producer.flush();
        await().until(() -> bean(EmbargoBook.class).all().contains(embargo));
    }

    void send(List<? extends JourneyRecord> records) {
        for (var each : records) {
            sendRaw(each.key(), JourneyCodec.write(each));
        }
        producer.flush();
    }

    void sendRaw(String key, byte @Nullable [] value) {
        var _ = producer.send(new ProducerRecord<>(TOPIC, key.getBytes(StandardCharsets.UTF_8), value));
    }

    HttpResponse<String> get(String path, @Nullable String role, String... headers)
            throws IOException, InterruptedException {
        return send(request(path, role, headers).GET().build());
    }

    HttpResponse<String> post(String path, @Nullable String role) throws IOException, InterruptedException {
        return send(
                request(path, role).POST(HttpRequest.BodyPublishers.noBody()).build());
    }

    JsonNode json(String path, @Nullable String role) throws IOException, InterruptedException {
        return JSON.readTree(get(path, role).body());
    }

    /** Of the management port. */
    JsonNode health(String component) throws IOException, InterruptedException {
        return management("health/" + component);
    }

    /** Of the management port. */
    JsonNode management(String endpoint) throws IOException, InterruptedException {
        var uri = URI.create("http://127.0.0.1:" + port("local.management.port") + "/actuator/" + endpoint);
        return JSON.readTree(send(HttpRequest.newBuilder(uri).build()).body());
    }

    /** What Prometheus is told, in its text format. */
    String metrics() throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(
                                "http://127.0.0.1:" + port("local.management.port") + "/actuator/prometheus"))
                        .build())
                .body();
    }

    HttpRequest.Builder request(String path, @Nullable String role, String... headers) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port("local.server.port") + path));
        if (role != null) {
            request.header("Authorization", "Bearer " + token(role));
        }
        return headers.length == 0 ? request : request.headers(headers);
    }

    /**
     * A token.
     *
     * @param role {@code reader} may read everything, {@code operator} looks after the service, any other client nothing
     */
    private String token(String role) {
        return issuer.token(
                Instant.parse("2026-01-01T00:00:00Z"),
                claims -> claims.subject(role)
                        .claim("client_id", role)
                        .claim("scope", "reader".equals(role) ? "openid storage.read:/" : "openid")
                        .expirationTime(Date.from(Instant.parse("2036-01-01T00:00:00Z"))));
    }

    TestIssuer issuer() {
        return issuer;
    }

    int port() {
        return Integer.parseInt(port("local.server.port"));
    }

    HttpClient http() {
        return http;
    }

    <T> T bean(Class<T> type) {
        return service.getBean(type);
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, BodyHandlers.ofString());
    }

    private String port(String name) {
        return service.getEnvironment().getRequiredProperty(name);
    }

    @Override
    public void close() throws IOException {
        producer.close();
        service.close();
        http.close();
        issuer.close();
        postgres.close();
        kafka.close();
    }
}
