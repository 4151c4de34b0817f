package org.strainlake.benchmark.stage;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
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
 * latency-service with PostgreSQL and Kafka, each a process of its own on free loopback ports; every run is public. Closing
 * it ends them all; that may be called at any time, from any thread, more than once.
 */
public final class BookStage implements AutoCloseable {
    private static final String LATENCY = "latency-service";
    private static final Duration LONGEST_START = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path home;
    private final Path directory;
    private final RunningParts running;
    private final List<Part> parts = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final HttpClient http = HttpClient.newHttpClient();
    private final int kafkaPort;
    private final int port;
    private final int managementPort;
    private @Nullable PostgresServer postgres;

    /**
     * A stage, empty yet.
     *
     * @param home directory with one folder a program
     * @param directory where the parts keep their data and logs; must not exist
     * @param running where the processes are written down
     */
    public BookStage(Path home, Path directory, Path running) throws IOException {
        this.home = home;
        this.directory = directory;
        this.running = new RunningParts(running);
        var free = Ports.free(3);
        kafkaPort = free.get(0);
        port = free.get(1);
        managementPort = free.get(2);
        Files.createDirectories(directory.resolve("logs"));
    }

    /**
     * Starts every part and waits until the service is ready.
     *
     * @throws Lacking if a program is not built
     * @throws IOException if a part ends or does not get ready
     */
    public void start() throws IOException, Lacking, InterruptedException {
        var launcher = new JavaLauncher(home, directory.resolve("logs"), running, false, List.of(), parts);
        launcher.start(
                "kafka",
                "benchmarks",
                "256m",
                null,
                "org.strainlake.local.KafkaNode",
                List.of(directory.resolve("kafka").toString(), String.valueOf(kafkaPort), "127.0.0.1"));
        var database = PostgresServer.start(directory.resolve("postgresql"));
        postgres = database;
        running.add(database.pid(), "postgresql");
        database.createDatabase("strainlake");
        var settings = directory.resolve(LATENCY + ".yml");
        Files.writeString(settings, JSON.writeValueAsString(settings(database)));
        launcher.start(
                LATENCY, LATENCY, "128m", null, null, List.of("--spring.config.additional-location=file:" + settings));
        new Readiness(http, LONGEST_START).await(LATENCY, address(managementPort), this::check);
    }

    /** Where latency-service answers. */
    public URI service() {
        return address(port);
    }

    /** Where Kafka is. */
    public String brokers() {
        return "127.0.0.1:" + kafkaPort;
    }

    /** A connection to the book's tables. */
    public Connection connect() throws SQLException {
        var database = postgres;
        if (database == null) {
            throw new IllegalStateException("not started");
        }
        return DriverManager.getConnection(
                database.jdbcUrl("strainlake") + "?currentSchema=latency", database.user(), "");
    }

    /** Resident memory of latency-service now, in bytes. */
    public long serviceRssBytes() {
        return parts.stream()
                .filter(part -> part.name().equals(LATENCY))
                .mapToLong(Part::rssBytes)
                .sum();
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
        parts.reversed().forEach(part -> part.end(PATIENCE));
        try {
            if (postgres != null) {
                postgres.close();
            }
            running.clear();
        } catch (IOException e) {
            System.err.println("benchmarks: " + e.getMessage());
        }
    }

    private Map<String, Object> settings(PostgresServer database) {
        var nobody = address(port).toString(); // every run is public: no token is asked for
        return Map.of(
                "server", Map.of("address", "127.0.0.1", "port", port),
                "management.server", Map.of("address", "127.0.0.1", "port", managementPort),
                "spring.datasource.url", database.jdbcUrl("strainlake") + "?currentSchema=latency",
                "spring.datasource.username", database.user(),
                "spring.cloud.stream.kafka.binder.brokers", brokers(),
                "strainlake.experiments",
                        Map.of("virgo", Map.of("scopes", List.of("virgo"), "public-datasets", List.of("virgo:*"))),
                "strainlake.token.resource",
                        Map.of(
                                "audiences",
                                List.of("https://latency.strainlake"),
                                "issuers",
                                List.of(Map.of("issuer", nobody, "jwks-uri", nobody))));
    }

    private static URI address(int port) {
        return URI.create("http://127.0.0.1:" + port + "/");
    }
}
