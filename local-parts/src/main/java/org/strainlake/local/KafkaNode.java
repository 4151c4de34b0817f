package org.strainlake.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One Kafka broker that is its own controller, on loopback. Data survives in its directory. A secured one lets in
 * whoever shows an issuer's token, to what {@link KafkaAccess} allows; its other ways in take a password that is made
 * anew at each start and is known to this process alone.
 */
public final class KafkaNode implements AutoCloseable {
    private static final int NODE_ID = 1;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String ALLOWED_URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";

    private final KafkaRaftServer server;
    private final String bootstrapServers;
    private final Map<String, Object> administrator;

    private KafkaNode(KafkaRaftServer server, String bootstrapServers, Map<String, Object> administrator) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
        this.administrator = administrator;
    }

    /**
     * Starts a broker within this process on a free port.
     *
     * @param dataDirectory where it keeps its logs; made and formatted when empty
     * @throws IOException if the directory cannot be used
     */
    public static KafkaNode start(Path dataDirectory) throws IOException {
        return start(dataDirectory, freePort(), "127.0.0.1");
    }

    /**
     * Starts a broker within this process.
     *
     * @param dataDirectory where it keeps its logs; made and formatted when empty
     * @param port where it listens on 127.0.0.1
     * @param advertisedHost the name under which clients are told to reach it
     * @throws IOException if the directory cannot be used
     */
    public static KafkaNode start(Path dataDirectory, int port, String advertisedHost) throws IOException {
        var controllerPort = freePort();
        var settings = settings(dataDirectory, port, controllerPort, advertisedHost);
        var bootstrapServers = advertisedHost + ":" + port;
        return new KafkaNode(started(settings), bootstrapServers, Map.of("bootstrap.servers", bootstrapServers));
    }

    /**
     * Starts a secured broker within this process: clients log in by SASL/OAUTHBEARER, without TLS. Waits until the
     * issuer publishes its keys.
     *
     * @param dataDirectory where it keeps its logs; made and formatted when empty
     * @param port where it listens on 127.0.0.1
     * @param advertisedHost the name under which clients are told to reach it
     * @throws IOException if the directory cannot be used, or the issuer does not answer within a minute
     */
    public static KafkaNode startSecured(
            Path dataDirectory, int port, String advertisedHost, KafkaTrust trust, KafkaAccess access)
            throws IOException, InterruptedException {
        awaitKeys(trust.jwksUri());
        allow(trust.jwksUri());
        var controllerPort = freePort();
        var insidePort = freePort();
        var administrator = "administrator_" + random(); // no issuer names a subject like it
        var password = random();
        var login = "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + administrator
                + "\" password=\"" + password + "\"";
        var settings = settings(dataDirectory, port, controllerPort, advertisedHost);
        settings.setProperty(
                "listeners",
                "CLIENTS://127.0.0.1:" + port + ",INSIDE://127.0.0.1:" + insidePort + ",CONTROLLER://127.0.0.1:"
                        + controllerPort);
        settings.setProperty(
                "advertised.listeners",
                "CLIENTS://" + advertisedHost + ":" + port + ",INSIDE://127.0.0.1:" + insidePort);
        settings.setProperty(
                "listener.security.protocol.map",
                "CLIENTS:SASL_PLAINTEXT,INSIDE:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT");
        settings.setProperty("inter.broker.listener.name", "INSIDE");
        settings.setProperty("sasl.mechanism.inter.broker.protocol", "PLAIN");
        settings.setProperty("sasl.mechanism.controller.protocol", "PLAIN");
        for (var listener : List.of("inside", "controller")) {
            settings.setProperty("listener.name." + listener + ".sasl.enabled.mechanisms", "PLAIN");
            settings.setProperty(
                    "listener.name." + listener + ".plain.sasl.jaas.config",
                    login + " user_" + administrator + "=\"" + password + "\";");
        }
        settings.setProperty("listener.name.clients.sasl.enabled.mechanisms", "OAUTHBEARER");
        settings.setProperty(
                "listener.name.clients.oauthbearer.sasl.jaas.config",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;");
        settings.setProperty(
                "listener.name.clients.oauthbearer.sasl.server.callback.handler.class",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler");
        settings.setProperty(
                "sasl.oauthbearer.jwks.endpoint.url", trust.jwksUri().toString());
        settings.setProperty("sasl.oauthbearer.expected.issuer", trust.issuer());
        settings.setProperty("sasl.oauthbearer.expected.audience", trust.audience());
        settings.setProperty(
                "connections.max.reauth.ms",
                Long.toString(trust.longestSession().toMillis()));
        settings.setProperty("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.setProperty("allow.everyone.if.no.acl.found", "false");
        settings.setProperty("super.users", "User:" + administrator);
        var node = new KafkaNode(
                started(settings),
                advertisedHost + ":" + port,
                Map.of(
                        "bootstrap.servers",
                        "127.0.0.1:" + insidePort,
                        "security.protocol",
                        "SASL_PLAINTEXT",
                        "sasl.mechanism",
                        "PLAIN",
                        "sasl.jaas.config",
                        login + ";"));
        try (var admin = Admin.create(node.administrator)) {
            access.apply(admin);
            return node;
        } catch (IOException | InterruptedException | RuntimeException e) {
            node.close();
            throw e;
        }
    }

    /**
     * Settings of a Kafka client that may do everything. Those of a secured broker hold a password: they are not for
     * files or logs.
     */
    public Map<String, Object> administrator() {
        return administrator;
    }

    /** Where clients begin, {@code host:port}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Everything in a topic now, in order within each partition. */
    public List<ConsumerRecord<byte[], byte[]>> everythingIn(String topic) {
        try (var consumer =
                new KafkaConsumer<>(administrator, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    /** Stops the broker and waits until it is gone. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    /**
     * Runs a broker as a process of its own until it is told to stop.
     *
     * @param arguments data directory, port, advertised host; for a secured broker also the file of its access, the
     *     issuer, the address of its keys and the audience
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var directory = Path.of(arguments[0]);
        int port = Integer.parseInt(arguments[1]);
        var node = switch (arguments.length) {
            case 3 -> start(directory, port, arguments[2]);
            case 7 ->
                startSecured(
                        directory,
                        port,
                        arguments[2],
                        new KafkaTrust(arguments[4], URI.create(arguments[5]), arguments[6], Duration.ofHours(1)),
                        KafkaAccess.read(Path.of(arguments[3])));
            default -> throw new IllegalArgumentException("3 or 7 arguments are needed");
        };
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            node.close();
            stopped.countDown();
        }));
        stopped.await();
    }

    private static KafkaRaftServer started(Properties settings) throws IOException {
        var dataDirectory = Path.of(settings.getProperty("log.dirs"));
        if (!Files.exists(dataDirectory.resolve("meta.properties"))) {
            format(dataDirectory);
        }
        var server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
        server.startup();
        return server;
    }

    /** Kafka asks for the keys when it starts, and ends where there are none. */
    private static void awaitKeys(URI jwksUri) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(jwksUri).timeout(Duration.ofSeconds(5)).build();
        long end = System.nanoTime() + PATIENCE.toNanos();
        try (var http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
            while (true) {
                try {
                    if (http.send(request, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200) {
                        return;
                    }
                } catch (IOException notYet) {
                    if (System.nanoTime() > end) {
                        throw new IOException("the issuer does not answer at " + jwksUri, notYet);
                    }
                }
                if (System.nanoTime() > end) {
                    throw new IOException("the issuer publishes no keys at " + jwksUri);
                }
                Thread.sleep(100);
            }
        }
    }

    /** Kafka asks for keys only at addresses that the process allows. */
    private static synchronized void allow(URI jwksUri) {
        var allowed = System.getProperty(ALLOWED_URLS, "");
        System.setProperty(ALLOWED_URLS, allowed.isEmpty() ? jwksUri.toString() : allowed + "," + jwksUri);
    }

    private static String random() {
        return Uuid.randomUuid().toString().replace("-", "_");
    }

    private static void format(Path dataDirectory) throws IOException {
        Files.createDirectories(dataDirectory);
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setNodeId(NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setDirectories(List.of(dataDirectory.toString()))
                    .setMetadataLogDirectory(dataDirectory.toString())
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setControllerListenerName("CONTROLLER")
                    .run();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) { // what the formatter declares
            throw new IOException("cannot format " + dataDirectory, e);
        }
    }

    private static Properties settings(Path dataDirectory, int port, int controllerPort, String advertisedHost) {
        var settings = new Properties();
        settings.setProperty("process.roles", "broker,controller");
        settings.setProperty("node.id", Integer.toString(NODE_ID));
        settings.setProperty("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
        settings.setProperty(
                "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.setProperty("advertised.listeners", "PLAINTEXT://" + advertisedHost + ":" + port);
        settings.setProperty("controller.listener.names", "CONTROLLER");
        settings.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.setProperty("log.dirs", dataDirectory.toString());
        settings.setProperty("auto.create.topics.enable", "false");
        settings.setProperty("num.partitions", "1");
        settings.setProperty("default.replication.factor", "1");
        settings.setProperty("offsets.topic.replication.factor", "1");
        settings.setProperty("offsets.topic.num.partitions", "4");
        settings.setProperty("transaction.state.log.replication.factor", "1");
        settings.setProperty("transaction.state.log.min.isr", "1");
        settings.setProperty("transaction.state.log.num.partitions", "4");
        settings.setProperty("group.initial.rebalance.delay.ms", "0");
        settings.setProperty("num.network.threads", "2");
        settings.setProperty("num.io.threads", "4");
        settings.setProperty("log.cleaner.dedupe.buffer.size", "4194304");
        settings.setProperty("log.segment.bytes", "67108864");
        return settings;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket.getLocalPort();
        }
    }
}
