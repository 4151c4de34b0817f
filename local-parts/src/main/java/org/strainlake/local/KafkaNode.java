package org.strainlake.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** One Kafka broker that is its own controller, on loopback. Data survives in its directory. */
public final class KafkaNode implements AutoCloseable {
    private static final int NODE_ID = 1;

    private final KafkaRaftServer server;
    private final String bootstrapServers;

    private KafkaNode(KafkaRaftServer server, String bootstrapServers) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
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
        if (!Files.exists(dataDirectory.resolve("meta.properties"))) {
            format(dataDirectory);
        }
        var server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
        server.startup();
        return new KafkaNode(server, advertisedHost + ":" + port);
    }

    /** Where clients begin, {@code host:port}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Everything in a topic now, in order within each partition. */
    public List<ConsumerRecord<byte[], byte[]>> everythingIn(String topic) {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
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
     * @param arguments data directory, port, advertised host
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var node = start(Path.of(arguments[0]), Integer.parseInt(arguments[1]), arguments[2]);
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            node.close();
            stopped.countDown();
        }));
        stopped.await();
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
