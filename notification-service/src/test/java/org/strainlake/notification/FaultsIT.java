package org.strainlake.notification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.emulator.EmulatorSettings;
import org.strainlake.emulator.LakeEmulator;
import org.strainlake.event.EventType;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.journey.JourneyCodec;
import org.strainlake.journey.JourneyRecord;
import org.strainlake.lake.Catalogue;
import org.strainlake.lake.CatalogueResult;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.FileEntry;
import org.strainlake.lake.LakeAccess;

/**
 * Every source tells of files while one part after another is killed or taken away. The catalogue of an emulated lake
 * holds the truth; Kafka, PostgreSQL and ActiveMQ are real.
 */
class FaultsIT {
    private static final String PROPRIETARY = "strainlake.events.virgo.proprietary";
    private static final String RSE = "CERN-PROMPT";
    private static final String ANNOUNCED = "V-V1_TOLD-1500000000-3600";
    private static final String FOUND = "V-V1_FOUND-1500000000-3600";
    private static final long GPS = 1_500_000_000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static Surroundings surroundings;
    private static LakeEmulator lake;
    private static Catalogue catalogue;
    private static Broker broker;
    private static ServiceProcess service;
    private static String member;

    /** What readers must have in the end. */
    private final Set<String> expected = ConcurrentHashMap.newKeySet();

    /** Files that only the catalogue tells of, by the id of their event. */
    private final List<String> onlyInCatalogue = new CopyOnWriteArrayList<>();

    private final List<String> announced = new CopyOnWriteArrayList<>();
    private final CountDownLatch enough = new CountDownLatch(1);

    @BeforeAll
    static void start() throws Exception {
        surroundings = new Surroundings();
        var settings = EmulatorSettings.inDirectory(surroundings.directory.resolve("lake"));
        lake = LakeEmulator.start(settings);
        catalogue = catalogue(settings);
        made(catalogue.createDataset(new DataIdentifier("virgo", ANNOUNCED), Map.of()));
        made(catalogue.createDataset(new DataIdentifier("virgo", FOUND), Map.of()));
        broker = new Broker();
        broker.start();
        member = lake.token("member", Issuer.AUDIENCE, "", "/virgo");
        service = surroundings.startProcess(
                "service",
                Map.ofEntries(
                        Map.entry("strainlake.token.resource.issuers[0].issuer", lake.issuer()),
                        Map.entry("strainlake.token.resource.issuers[0].jwks-uri", lake.jwksUri()),
                        Map.entry("strainlake.token.client.token-endpoint", lake.tokenEndpoint()),
                        Map.entry("strainlake.token.client.client-id", "notification"),
                        Map.entry("strainlake.token.client.client-secret-file", settings.secretFile("notification")),
                        Map.entry("strainlake.lake.rucio.url", lake.url()),
                        Map.entry("strainlake.reconcile.datasets", "virgo:*"),
                        Map.entry("strainlake.reconcile.rses", RSE),
                        Map.entry("strainlake.reconcile.interval", "500ms"),
                        Map.entry("strainlake.reconcile.grace", "1s"),
                        Map.entry("spring.activemq.broker-url", broker.url())));
        patiently(() -> service.isReady() && service.isWriter() && broker.subscriptions() == 2);
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        broker.stop();
        lake.close();
        surroundings.close();
    }

    @Test
    void everyReaderEndsWithExactlyTheRightSetThroughAllFaults() throws Exception {
        var sources =
                List.of(work(this::announceChunks), work(this::relayRuciosEvents), work(this::attachWithoutAWord));
        try (var follower = new LogFollower(surroundings.bootstrapServers(), PROPRIETARY);
                var reader = new StubbornReader(List.of(service), "experiment=virgo", member);
                var attachments = new StubbornReader(List.of(service), "type=file_attached_dts", member)) {
            awaitAllTold(follower, reader);

            service.kill();
            service.startAgain();
            awaitAllTold(follower, reader);

            surroundings.stopKafka();
            patiently(() -> surroundings.keepsDeviation("kafka")); // until it can be told of
            surroundings.startKafka();
            awaitAllTold(follower, reader);

            broker.stop();
            broker.start();
            awaitAllTold(follower, reader);

            surroundings.stopKafka();
            service.kill();
            service.startAgain();
            surroundings.startKafka();
            awaitAllTold(follower, reader);

            broker.stop();
            service.kill();
            service.startAgain();
            var toldByOthers = Set.copyOf(announced); // what the broker has waits in it
            patiently(() -> reader.eventIds().containsAll(toldByOthers));
            broker.start();
            awaitAllTold(follower, reader);

            enough.countDown();
            for (var each : sources) {
                each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            patiently(() -> reader.eventIds().containsAll(expected));
            attachWithoutAWord("last"); // when it is found, the catalogue has been compared with all of the rest
            patiently(() -> reader.eventIds().containsAll(expected));
            patiently(() -> attachments.eventIds().contains(onlyInCatalogue.getLast()));
            patiently(() -> follower.eventIds().contains(onlyInCatalogue.getLast()));

            assertThat(follower.eventIds()).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(reader.eventIds()).isEqualTo(follower.eventIds());
            assertThat(reader.streams()).isGreaterThan(3); // the service was killed three times
            assertThat(attachments.eventIds())
                    .isEqualTo(reader.events().stream()
                            .filter(each -> each.path("type").asString().equals(EventType.FILE_ATTACHED))
                            .map(each -> each.path("id").asString())
                            .toList());
            assertThat(reader.events())
                    .filteredOn(each -> onlyInCatalogue.contains(each.path("id").asString()))
                    .hasSameSizeAs(onlyInCatalogue)
                    .allSatisfy(
                            each -> assertThat(each.path("source").asString()).isEqualTo("/strainlake/reconciled"));
            assertThat(follower.eventIds()).containsSubsequence(announced);
            patiently(() -> deviations("service-ended", "notification").size() == 3);
            assertThat(deviations("part-away", "kafka")).hasSizeBetween(1, 3); // one a life that saw it
            assertThat(deviations("part-away", "activemq")).hasSizeBetween(1, 3);
            assertThat(deviations("event-repeated", "activemq")).isNotEmpty();
        }
    }

    /** The incidents of that kind and place that the book was told of. */
    private static Set<String> deviations(String deviation, String where) {
        return surroundings.all("strainlake.journey").stream()
                .map(message -> JourneyCodec.read(message.value()))
                .filter(JourneyRecord.DeviationSeen.class::isInstance)
                .map(JourneyRecord.DeviationSeen.class::cast)
                .filter(seen -> seen.deviation().word().equals(deviation)
                        && seen.where().equals(where))
                .map(JourneyRecord.DeviationSeen::id)
                .collect(Collectors.toSet());
    }

    /** As the uploader does: stored, attached, told twice where it is not sure. */
    private void announceChunks() throws Exception {
        for (int i = 0; running(); i++) {
            var stored = Chunks.stored(ANNOUNCED, GPS + i);
            var attached = Chunks.attached(ANNOUNCED, GPS + i);
            expected.add(stored.id());
            expected.add(attached.id());
            announced.add(stored.id());
            surroundings.announce(stored);
            attach(ANNOUNCED, file(stored));
            surroundings.announce(attached);
            if (i % 7 == 0) {
                surroundings.announce(stored);
                surroundings.announce(attached);
            }
        }
    }

    /** As Rucio's relay may do: of every ten events it loses one, sends two again and mixes the order of all. */
    private void relayRuciosEvents() throws Exception {
        var template = body("transfer-done");
        for (int i = 0; running(); i += 10) {
            var bodies = new ArrayList<byte[]>();
            for (int j = i; j < i + 9; j++) {
                bodies.add(template.replace("V-V1_ev_a3ee311f-1400000001-1.gwf", "V-V1_COPY-" + (GPS + j) + "-1.h5")
                        .getBytes(UTF_8));
            }
            bodies.add(bodies.get(2));
            bodies.add(bodies.get(5));
            Collections.shuffle(bodies);
            for (var body : bodies) {
                relay(body);
                expected.add(FeedCodec.bodyId(body)); // only now, for the broker may be away for long
            }
        }
    }

    /** As somebody does who uploads with Rucio's own client. */
    private void attachWithoutAWord() throws Exception {
        for (int i = 0; running(); i++) {
            attachWithoutAWord(Integer.toString(i));
        }
    }

    private void attachWithoutAWord(String name) throws Exception {
        var dataset = new DataIdentifier("virgo", FOUND);
        var file = new FileEntry(
                new DataIdentifier("virgo", "raw-" + name + ".gwf"), 3, Adler32Checksum.of(new byte[] {1, 2, 3}));
        var id = FeedCodec.fileId(EventType.FILE_ATTACHED, file.did(), dataset, RSE, 0);
        expected.add(id);
        onlyInCatalogue.add(id);
        attach(FOUND, file);
    }

    private boolean running() throws InterruptedException {
        return !enough.await(50, TimeUnit.MILLISECONDS);
    }

    /** Until the broker has it, as the relay does. */
    private static void relay(byte[] body) {
        await().atMost(PATIENCE).ignoreException(jakarta.jms.JMSException.class).until(() -> {
            broker.sendBytes("rucio.events", body);
            return true;
        });
    }

    private static void attach(String dataset, FileEntry file) {
        made(catalogue.attachFiles(new DataIdentifier("virgo", dataset), RSE, List.of(file)));
    }

    private static FileEntry file(FeedEvent event) {
        var payload = FeedCodec.payload(event);
        return new FileEntry(payload.did(), payload.bytes(), payload.adler32());
    }

    /** Until the log, and a reader of its stream, have everything that was told so far. */
    private void awaitAllTold(LogFollower follower, StubbornReader reader) {
        var before = Set.copyOf(expected);
        patiently(() -> follower.eventIds().containsAll(before));
        patiently(() -> reader.eventIds().containsAll(before));
    }

    private static FutureTask<Void> work(Work work) {
        var task = new FutureTask<Void>(() -> {
            work.run();
            return null;
        });
        Thread.ofVirtual().start(task);
        return task;
    }

    private interface Work {
        void run() throws Exception;
    }

    private static Catalogue catalogue(EmulatorSettings settings) throws IOException {
        var access = new LakeAccess(
                lake.url(),
                "rucio",
                "openid profile",
                null,
                lake.tokenEndpoint(),
                Map.of("uploader", settings.secretFile("uploader")),
                null,
                "virgo",
                RSE,
                "CNAF-DISK",
                RSE,
                "outsider");
        var http = access.http();
        return access.catalogue(http, access.tokens(http, "uploader"));
    }

    private static void made(CatalogueResult result) {
        assertThat(result).isInstanceOf(CatalogueResult.Done.class);
    }

    private static String body(String name) throws IOException {
        try (var body = FaultsIT.class.getResourceAsStream("/rucio/" + name + ".json")) {
            return new String(Objects.requireNonNull(body).readAllBytes(), UTF_8);
        }
    }

    private static void patiently(Callable<Boolean> condition) {
        await().atMost(PATIENCE).until(condition);
    }
}
