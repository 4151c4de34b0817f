package org.strainlake.notification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jms.listener.DefaultMessageListenerContainer;

/** What was written for Rucio's own events reads the log. */
class RucioConsumerIT {
    private static final Surroundings SURROUNDINGS = Surroundings.get();

    private static Broker broker;
    private static ConfigurableApplicationContext service;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws Exception {
        broker = new Broker();
        broker.start();
        service = SURROUNDINGS.start(Map.of("spring.activemq.broker-url", broker.url()));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> service.getBeansOfType(DefaultMessageListenerContainer.class).values().stream()
                        .allMatch(DefaultMessageListenerContainer::isRegisteredWithDestination));
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        broker.stop();
    }

    @Test
    void anOrdinaryConsumerOfRuciosEventsReadsRuciosAndOurs() throws Exception {
        var stored = Chunks.stored("V-V1_ORDINARY-1600000000-3600", 1_600_000_001);
        var attached = Chunks.attached("V-V1_ORDINARY-1600000000-3600", 1_600_000_001);
        var copied = new String(resource("/rucio/transfer-done.json"), UTF_8).replace("ev_a3ee311f", "ORDINARY");
        var environment = Map.of(
                "KAFKA",
                service.getEnvironment().getRequiredProperty("spring.cloud.stream.kafka.binder.brokers"),
                "GROUP",
                "ordinary",
                "TOPIC",
                "strainlake.events.virgo.proprietary");
        var consumer = new Snippet("An ordinary consumer", "python", new String(resource("/rucio_consumer.py"), UTF_8));

        SURROUNDINGS.announce(stored);
        SURROUNDINGS.announce(attached);
        broker.sendBytes("rucio.events", copied.getBytes(UTF_8));

        try (var running = consumer.start(directory, environment)) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> read(running).size() >= 3 || !running.process().isAlive());
            assertThat(read(running))
                    .as(running.said())
                    .containsExactlyInAnyOrder(
                            "chunk-stored virgo V-V1_ORDINARY-1600000001-1.h5 CERN-PROMPT",
                            "file_attached_dts virgo V-V1_ORDINARY-1600000001-1.h5 CERN-PROMPT",
                            "transfer-done virgo V-V1_ORDINARY-1400000001-1.gwf EGO-ARCHIVE");
        }
    }

    private static List<String> read(Snippet.Running running) throws IOException {
        return running.lines().stream()
                .filter(line -> line.contains("V-V1_ORDINARY"))
                .toList();
    }

    private static byte[] resource(String name) throws IOException {
        try (var resource = RucioConsumerIT.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(resource).readAllBytes();
        }
    }
}
