package org.strainlake.benchmark.stage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;
import org.strainlake.local.JavaLauncher;
import org.strainlake.local.Lacking;
import org.strainlake.local.Part;
import org.strainlake.local.Ports;
import org.strainlake.local.PostgresServer;
import org.strainlake.local.Readiness;
import org.strainlake.local.RunningParts;
import tools.jackson.databind.json.JsonMapper;

/**
 * notification-service with all that it stands on, each a process of its own on free loopback ports: PostgreSQL, Kafka,
 * and lake-emulator for the token issuer, the catalogue and the broker. Closing it ends them all; that may be called at any
 * time, from any thread, more than once.
 */
public final class FeedStage implements AutoCloseable {
    /** The storage element of the catalogue. */
    public static final String RSE = "CERN-PROMPT";

    private static final String NOTIFICATION = "notification-service";
    private static final String EMULATOR = "lake-emulator";
    private static final String AUDIENCE = "https://notification.strainlake";
    private static final String READER = "reader";
    private static final String UPLOADER = "uploader";
    private static final String CATALOGUE_AUDIENCE = "rucio";
    private static final String CATALOGUE_SCOPE = "openid profile";

    private static final Duration LONGEST_START = Duration.ofMinutes(5);
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path home;
    private final Path directory;
    private final RunningParts running;
    private final List<Part> parts = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int kafkaPort;
    private final int lakePort;
    private final int openWirePort;
    private final int stompPort;
    private final int port;
    private final int managementPort;
    private @Nullable PostgresServer postgres;
    private Map<String, Object> notificationSettings = Map.of();

    /**
     * A stage, empty yet.
     *
     * @param home directory with one folder a program
     * @param directory where the parts keep their data and logs; must not exist
     * @param running where the processes are written down
     */
    public FeedStage(Path home, Path directory, Path running) throws IOException {
        this.home = home;
        this.directory = directory;
        this.running = new RunningParts(running);
        var free = Ports.free(6);
        kafkaPort = free.get(0);
        lakePort = free.get(1);
        openWirePort = free.get(2);
        stompPort = free.get(3);
        port = free.get(4);
        managementPort = free.get(5);
        Files.createDirectories(directory.resolve("logs"));
    }

    /**
     * Starts every part and waits until the service is ready and takes announcements.
     *
     * @param experiments settings of the experiments, by name
     * @throws Lacking if a program is not built
     * @throws IOException if a part ends or does not get ready
     */
    public void start(Map<String, Object> experiments) throws IOException, Lacking, InterruptedException {
        var launcher = launcher();
        launcher.start(
                "kafka",
                "benchmarks",
                "512m",
                null,
                "org.strainlake.local.KafkaNode",
                List.of(directory.resolve("kafka").toString(), String.valueOf(kafkaPort), "127.0.0.1"));
        makeSecret(READER);
        makeSecret(UPLOADER);
        makeSecret("notification");
        launcher.start(EMULATOR, EMULATOR, "256m", null, null, arguments(EMULATOR, lakeSettings()));
        var database = startPostgres();
        notificationSettings = notificationSettings(database, experiments);
        startNotification(notificationSettings);
        for (var experiment : experiments.keySet()) {
            awaitTopic("strainlake.announcements." + experiment);
        }
    }

    /**
     * Starts notification-service anew, so that it compares a dataset with the catalogue, and tells at once what it finds.
     *
     * @param interval time from one comparison to the next
     */
    public void restartComparing(String dataset, Duration interval) throws IOException, Lacking, InterruptedException {
        for (var part : List.copyOf(parts)) {
            if (part.name().equals(NOTIFICATION)) {
                part.end(PATIENCE);
                parts.remove(part);
            }
        }
        var settings = new LinkedHashMap<>(notificationSettings);
        settings.put(
                "strainlake.lake.rucio",
                Map.of(
                        "url", address(lakePort, "/"),
                        "audience", CATALOGUE_AUDIENCE,
                        "token-scope", CATALOGUE_SCOPE));
        settings.put(
                "strainlake.reconcile",
                Map.of(
                        "interval",
                        interval.toMillis() + "ms",
                        "grace",
                        "0ms",
                        "datasets",
                        List.of(dataset),
                        "rses",
                        List.of(RSE)));
        startNotification(settings);
    }

    /** The catalogue, for one who may change it. */
    public CatalogueAccess catalogue() throws IOException, InterruptedException {
        return new CatalogueAccess(
                http, address(lakePort, "/"), token(UPLOADER, CATALOGUE_SCOPE, CATALOGUE_AUDIENCE), RSE);
    }

    /** Where notification-service answers. */
    public URI service() {
        return address(port, "/");
    }

    /** Where Kafka is. */
    public String brokers() {
        return "127.0.0.1:" + kafkaPort;
    }

    /** The topics of an experiment's events. */
    public static List<String> eventTopics(String experiment) {
        return List.of(
                "strainlake.events." + experiment + ".public", "strainlake.events." + experiment + ".proprietary");
    }

    /** A token that opens every event, as a pipeline gets it. */
    public String readerToken() throws IOException, InterruptedException {
        return token(READER, "storage.read:/", AUDIENCE);
    }

    /** Makes a topic of one partition beside the service's. */
    public void createTopic(String name) throws IOException, InterruptedException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", brokers()))) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
        } catch (ExecutionException e) {
            throw new IOException("Kafka does not make " + name + ": " + e.getCause(), e);
        }
    }

    /** Meters what each part takes from now on. */
    public CpuMeter meter() throws IOException {
        return new CpuMeter(parts);
    }

    /** Where the parts print. */
    public Path logs() {
        return directory.resolve("logs");
    }

    /**
     * Looks whether all parts run.
     *
     * @throws IOException naming the one that does not
     */
    public void check() throws IOException {
        if (closed.get()) {
            throw new IOException("the benchmark was broken off");
        }
        for (var part : parts) {
            if (!part.isAlive()) {
                throw new IOException(part.name() + " ended unexpectedly, see " + part.log());
            }
        }
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        parts.stream().filter(part -> part.name().equals(NOTIFICATION)).forEach(part -> part.end(PATIENCE));
        parts.stream().filter(part -> !part.name().equals("postgresql")).forEach(part -> part.end(PATIENCE));
        try {
            if (postgres != null) {
                postgres.close();
            }
            running.clear();
        } catch (IOException e) {
            System.err.println("benchmarks: " + e.getMessage());
        }
    }

    private void startNotification(Map<String, Object> settings) throws IOException, Lacking, InterruptedException {
        launcher().start(NOTIFICATION, NOTIFICATION, "256m", null, null, arguments(NOTIFICATION, settings));
        awaitReady();
    }

    private JavaLauncher launcher() {
        return new JavaLauncher(home, directory.resolve("logs"), running, false, List.of(), parts);
    }

    private String token(String client, String scope, String audience) throws IOException, InterruptedException {
        var basic =
                Base64.getEncoder().encodeToString((client + ":" + Files.readString(secret(client))).getBytes(UTF_8));
        var form = "grant_type=client_credentials&scope=" + URLEncoder.encode(scope, UTF_8) + "&audience="
                + URLEncoder.encode(audience, UTF_8);
        var request = HttpRequest.newBuilder(address(lakePort, "/token"))
                .timeout(LONGEST_ANSWER)
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("the issuer answers " + answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body()).path("access_token").stringValue();
    }

    private PostgresServer startPostgres() throws IOException {
        var server = PostgresServer.start(directory.resolve("postgresql"));
        postgres = server;
        running.add(server.pid(), "postgresql");
        parts.add(new Part(
                "postgresql",
                ProcessHandle.of(server.pid())
                        .orElseThrow(() -> new IOException("postgresql ended as soon as it was started")),
                logs()));
        server.createDatabase("strainlake");
        return server;
    }

    private Map<String, Object> lakeSettings() {
        var emulator = new LinkedHashMap<String, Object>();
        emulator.put("data-directory", directory.resolve("lake").toString());
        emulator.put(
                "issuer",
                Map.of(
                        "issuer",
                        address(lakePort, "/"),
                        "clients",
                        List.of(
                                client(READER, "openid", "profile", "storage.read:/"),
                                client(UPLOADER, "openid", "profile"),
                                client("notification", "openid", "profile"))));
        emulator.put("broker", Map.of("openwire-port", openWirePort, "stomp-port", stompPort));
        emulator.put(
                "storage", Map.of("url", "http://127.0.0.1:" + lakePort, "elements", List.of(Map.of("name", RSE))));
        emulator.put(
                "catalogue",
                Map.of(
                        "accounts",
                        List.of(
                                Map.of("name", "root"),
                                Map.of(
                                        "name",
                                        "virgo",
                                        "admin",
                                        true,
                                        "scopes",
                                        List.of("virgo"),
                                        "subjects",
                                        List.of(UPLOADER)),
                                Map.of("name", "cnaf", "subjects", List.of("notification")))));
        return Map.of(
                "server", Map.of("address", "127.0.0.1", "port", lakePort), "strainlake", Map.of("emulator", emulator));
    }

    private Map<String, Object> client(String name, String... scopes) {
        return Map.of("client-id", name, "secret-file", secret(name).toString(), "scopes", List.of(scopes));
    }

    private Map<String, Object> notificationSettings(PostgresServer database, Map<String, Object> experiments) {
        var settings = new LinkedHashMap<String, Object>();
        settings.put("server", Map.of("address", "127.0.0.1", "port", port));
        settings.put("management.server", Map.of("address", "127.0.0.1", "port", managementPort));
        settings.put("spring.datasource.url", database.jdbcUrl("strainlake") + "?currentSchema=notification");
        settings.put("spring.datasource.username", database.user());
        settings.put("spring.cloud.stream.kafka.binder.brokers", brokers());
        settings.put("spring.activemq.broker-url", "failover:(tcp://127.0.0.1:" + openWirePort + ")");
        settings.put(
                "strainlake",
                Map.of(
                        "experiments",
                        experiments,
                        "journey",
                        Map.of("clock", "benchmark"),
                        "token",
                        Map.of(
                                "client",
                                Map.of(
                                        "token-endpoint",
                                        address(lakePort, "/token"),
                                        "client-id",
                                        "notification",
                                        "client-secret-file",
                                        secret("notification").toString()),
                                "resource",
                                Map.of(
                                        "audiences",
                                        List.of(AUDIENCE),
                                        "issuers",
                                        List.of(Map.of(
                                                "issuer",
                                                address(lakePort, "/"),
                                                "jwks-uri",
                                                address(lakePort, "/jwk")))))));
        return settings;
    }

    /** Writes a part's settings, JSON being YAML; how the part is told of them. */
    private List<String> arguments(String part, Map<String, Object> settings) throws IOException {
        var file = directory.resolve(part + ".yml");
        Files.writeString(file, JSON.writeValueAsString(settings));
        return List.of("--spring.config.additional-location=file:" + file);
    }

    private void makeSecret(String client) throws IOException {
        var file = secret(client);
        Files.createDirectories(directory.resolve("secrets"));
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, UUID.randomUUID().toString());
    }

    private Path secret(String client) {
        return directory.resolve("secrets").resolve(client);
    }

    private void awaitReady() throws IOException, InterruptedException {
        new Readiness(http, LONGEST_START).await(NOTIFICATION, address(managementPort, "/"), this::check);
    }

    /**
     * Waits until a topic is there.
     *
     * @throws IOException if it does not come
     */
    public void awaitTopic(String name) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST_START.toNanos();
        try (var admin = Admin.create(Map.of("bootstrap.servers", brokers()))) {
            while (!admin.listTopics().names().get().contains(name)) {
                check();
                if (System.nanoTime() > deadline) {
                    throw new IOException("there is no topic " + name);
                }
                Thread.sleep(BETWEEN_LOOKS);
            }
        } catch (ExecutionException e) {
            throw new IOException("Kafka does not tell its topics: " + e.getCause(), e);
        }
    }

    private static URI address(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
