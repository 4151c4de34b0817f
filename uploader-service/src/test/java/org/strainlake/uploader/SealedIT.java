package org.strainlake.uploader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.checksum.Sha256Checksum;
import org.strainlake.embargo.DatasetKey;
import org.strainlake.embargo.KeyEncryptionKeys;
import org.strainlake.embargo.KeyMetadata;
import org.strainlake.embargo.KeyResult;
import org.strainlake.embargo.SealedName;
import org.strainlake.embargo.WrappedKey;
import org.strainlake.event.EventType;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.event.FilePayload;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.local.PostgresServer;
import org.strainlake.uploader.journal.Replay;
import org.strainlake.uploader.source.GpsRule;
import org.strainlake.uploader.source.Pace;
import org.strainlake.uploader.source.ReplayWish;
import org.strainlake.uploader.source.UnusableReplay;
import org.strainlake.uploader.stream.Streams;
import org.strainlake.uploader.upload.ReplayDesk;

/** Streams that are sealed, on a real PostgreSQL, with a lake that can be away. */
class SealedIT {
    private static final long GPS = 1_167_559_920L;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    private static final FakeLake LAKE = PipelineIT.LAKE;
    private static final FakeAnnouncer ANNOUNCER = PipelineIT.ANNOUNCER;

    private static Path directory;
    private static PostgresServer postgres;
    private static Path source;
    private static Path inbox;
    private static Path spool;
    private static Path kekFile;

    @BeforeAll
    static void start() throws Exception {
        directory = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "sealed")
                .toRealPath();
        postgres = PostgresServer.start(directory.resolve("postgres"));
        source = Strain.file(Files.createDirectory(directory.resolve("sources")), GPS, 8);
        inbox = Files.createDirectory(directory.resolve("inbox"));
        spool = directory.resolve("spool");
        kekFile = directory.resolve("kek.json");
        KeyEncryptionKeys.generate(kekFile);
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void everythingIsThere() {
        LAKE.storageAway = false;
        LAKE.catalogueAway = false;
        ANNOUNCER.away = false;
    }

    private static ConfigurableApplicationContext startOn(String database, Map<String, Object> settings)
            throws IOException {
        if (!Files.exists(directory.resolve(database))) {
            postgres.createDatabase(database);
            Files.createFile(directory.resolve(database));
        }
        var all = new HashMap<String, Object>();
        all.put("spring.datasource.url", postgres.jdbcUrl(database) + "?currentSchema=uploader");
        all.put("spring.datasource.username", postgres.user());
        all.put("spring.cloud.stream.kafka.binder.brokers", "127.0.0.1:1");
        all.put("strainlake.journey.clock", "test");
        all.put("strainlake.experiments.virgo.scopes", "virgo");
        all.put("strainlake.replay.roots", directory.resolve("sources"));
        all.put("strainlake.upload.first-pause", "10ms");
        all.put("strainlake.upload.longest-pause", "100ms");
        all.put("strainlake.attach.recheck", "200ms");
        all.put("strainlake.sealing.kek-file", kekFile);
        all.put("strainlake.spool.directory", spool);
        var prefix = "strainlake.streams.V1-hoft.";
        all.put(prefix + "experiment", "virgo");
        all.put(prefix + "detector", "V1");
        all.put(prefix + "channel", "V1:Hrec_hoft_16Hz");
        all.put(prefix + "description", "HOFT");
        all.put(prefix + "sample-rate-hz", Strain.SAMPLE_RATE_HZ);
        all.put(prefix + "scope", "virgo");
        all.put(prefix + "rse", "CERN-PROMPT");
        all.put(prefix + "protection", "sealed");
        all.putAll(settings);
        all.values().removeIf(""::equals);
        all.replaceAll((key, value) -> value instanceof Path ? value.toString() : value);
        return new SpringApplicationBuilder(UploaderApplication.class, PipelineIT.Outside.class)
                .web(WebApplicationType.NONE)
                .properties(all)
                .run();
    }

    @Test
    void whatGoesIntoTheLakeIsSealedAndOpensWithTheKeyOfItsEventAlone() throws Exception {
        try (var service = startOn("usual", Map.of())) {
            awaitFinished(service, start(service, "SEALED", 5));
        }

        var events = stored("SEALED");
        assertThat(events).hasSize(5);
        var keys = new ArrayList<String>();
        for (var event : events) {
            var payload = FeedCodec.payload(event);
            var sealed = LAKE.stored.get(payload.url());
            assertThat(payload.name()).endsWith(".h5.sealed");
            assertThat(payload.adler32()).isEqualTo(Adler32Checksum.of(sealed));
            assertThat(payload.bytes()).isEqualTo(sealed.length);
            assertThat(holds(sealed, HDF5)).isFalse();
            assertThat(holds(sealed, "Hrec_hoft".getBytes(StandardCharsets.UTF_8)))
                    .isFalse();
            var plain = open(payload, key(payload, KeyEncryptionKeys.read(kekFile)));
            assertThat(Sha256Checksum.of(ByteBuffer.wrap(plain)))
                    .isEqualTo(payload.sealed().sha256());
            assertThat(plain).startsWith(HDF5).hasSize((int) payload.sealed().bytes());
            keys.add(payload.sealed().keysetId());
        }
        assertThat(keys.stream().distinct()).as("one key a dataset").hasSize(1);
        assertThat(spool).as("nothing waits any more").isEmptyDirectory();
    }

    @Test
    void theCatalogueHasTheWrappedKeyForThoseWhoFindAFileThere() throws Exception {
        try (var service = startOn("usual", Map.of())) {
            awaitFinished(service, start(service, "FOUND", 2));
        }

        var payload = FeedCodec.payload(stored("FOUND").getFirst());
        var wrapped = KeyMetadata.wrapped(payload.datasetDid(), LAKE.metadata(payload.datasetDid()));
        assertThat(wrapped).contains(payload.sealed().key(payload.datasetDid()));
        assertThat(KeyMetadata.released(payload.datasetDid(), LAKE.metadata(payload.datasetDid())))
                .isEmpty();
    }

    @Test
    void afterACrashTheSameSealedBytesAreSentAgain() throws Exception {
        LAKE.storageAway = true;
        Replay replay;
        try (var first = startOn("killed", Map.of())) {
            replay = start(first, "SLAIN", 12);
            await().atMost(LONG).until(() -> created(first, replay) == 8);
        }
        var waiting = spooled("SLAIN");
        LAKE.storageAway = false;

        try (var second = startOn("killed", Map.of())) {
            awaitFinished(second, replay);
        }
        assertThat(waiting).hasSizeGreaterThanOrEqualTo(8);
        var journalledFirst = stored("SLAIN").stream()
                .map(FeedCodec::payload)
                .filter(payload -> waiting.containsKey("virgo:" + payload.name()))
                .limit(8)
                .toList();
        assertThat(journalledFirst)
                .hasSize(8)
                .allSatisfy(payload ->
                        assertThat(LAKE.stored.get(payload.url())).isEqualTo(waiting.get("virgo:" + payload.name())));
        assertThat(spool).isEmptyDirectory();
    }

    @Test
    void whatTheSpoolLostIsTakenAsStoredIfTheStorageHasItAndSealedAnewIfNot() throws Exception {
        LAKE.storageAway = true;
        Replay replay;
        try (var first = startOn("lost", Map.of())) {
            replay = start(first, "LOST", 6);
            await().atMost(LONG).until(() -> created(first, replay) == 6);
        }
        var waiting = spooled("LOST");
        var stored = waiting.keySet().stream()
                .filter(name -> name.contains("-" + GPS + "-"))
                .findFirst()
                .orElseThrow();
        var url = URI.create("http://storage.example/CERN-PROMPT/virgo/" + stored.substring("virgo:".length()));
        LAKE.stored.put(url, waiting.get(stored));
        for (var name : waiting.keySet()) {
            Files.delete(spool.resolve(name));
        }
        LAKE.storageAway = false;

        try (var second = startOn("lost", Map.of())) {
            awaitFinished(second, replay);
        }
        var payloads = stored("LOST").stream().map(FeedCodec::payload).toList();
        assertThat(payloads).hasSize(6);
        for (var payload : payloads) {
            var bytes = LAKE.stored.get(payload.url());
            assertThat(payload.adler32()).isEqualTo(Adler32Checksum.of(bytes));
            assertThat(open(payload, key(payload, KeyEncryptionKeys.read(kekFile))))
                    .startsWith(HDF5);
            if (payload.url().equals(url)) {
                assertThat(bytes).isEqualTo(waiting.get(stored));
            } else {
                assertThat(bytes).isNotEqualTo(waiting.get("virgo:" + payload.name()));
            }
        }
    }

    @Test
    void aFileOfWhichTheStorageHasAnotherPartIsRefusedRatherThanOverwritten() throws Exception {
        LAKE.storageAway = true;
        Replay replay;
        try (var first = startOn("partial", Map.of())) {
            replay = start(first, "PARTIAL", 2);
            await().atMost(LONG).until(() -> created(first, replay) == 2);
        }
        var name = spooled("PARTIAL").keySet().iterator().next();
        var url = URI.create("http://storage.example/CERN-PROMPT/virgo/" + name.substring("virgo:".length()));
        LAKE.stored.put(url, new byte[] {1, 2, 3});
        Files.delete(spool.resolve(name));
        LAKE.storageAway = false;

        try (var second = startOn("partial", Map.of())) {
            awaitFinished(second, replay);
            assertThat(second.getBean(ReplayDesk.class).progress(replay).refused())
                    .isEqualTo(1);
        }
        assertThat(LAKE.stored.get(url)).containsExactly(1, 2, 3);
    }

    @Test
    void filesOfADirectoryAreSealedAndTakenOnce() throws Exception {
        var plain = Files.readAllBytes(source);
        var name = "V-V1_HOFT-" + GPS + "-1.h5";
        try (var service = startOn(
                "directory",
                Map.of(
                        "strainlake.streams.V1-hoft.directory.path", inbox,
                        "strainlake.streams.V1-hoft.directory.settle", "50ms",
                        "strainlake.streams.V1-hoft.directory.rescan", "200ms"))) {
            assertThat(service.isRunning()).isTrue();
            Files.write(inbox.resolve(name), plain);
            var dataset = DataIdentifier.parse("virgo:V-V1_HOFT-1167559200-3600");
            await().atMost(LONG)
                    .until(() -> LAKE.datasets.getOrDefault(dataset, Map.of()).size() == 1);
            Files.write(inbox.resolve("V-V1_HOFT-" + (GPS + 1) + "-1.h5"), plain);
            await().atMost(LONG)
                    .until(() -> LAKE.datasets.getOrDefault(dataset, Map.of()).size() == 2);
        }

        var told = ANNOUNCER.of(EventType.CHUNK_STORED).stream()
                .filter(event -> String.valueOf(event.subject()).equals("virgo:" + name + ".sealed"))
                .map(FeedCodec::payload)
                .toList();
        assertThat(told).hasSize(1);
        assertThat(open(told.getFirst(), key(told.getFirst(), KeyEncryptionKeys.read(kekFile))))
                .isEqualTo(plain);
    }

    @Test
    void aRotatedKeyEncryptionKeyWrapsEveryDatasetKeyAnewAndTouchesNoFile() throws Exception {
        try (var service = startOn("rotated", Map.of())) {
            awaitFinished(service, start(service, "ROTATED", 2));
        }
        var payload = FeedCodec.payload(stored("ROTATED").getFirst());
        var before = LAKE.stored.get(payload.url());
        var rotated = directory.resolve("kek-rotated.json");
        var newKek = KeyEncryptionKeys.read(kekFile).rotate(rotated).primaryId();

        try (var service = startOn("rotated", Map.of("strainlake.sealing.kek-file", rotated))) {
            var dataset = payload.datasetDid();
            assertThat(service.getBean(JdbcClient.class)
                            .sql("SELECT kek_id FROM dataset_key")
                            .query(String.class)
                            .list())
                    .isNotEmpty()
                    .containsOnly(newKek);
            await().atMost(LONG)
                    .until(() -> KeyMetadata.wrapped(dataset, LAKE.metadata(dataset))
                            .map(WrappedKey::kekId)
                            .filter(newKek::equals)
                            .isPresent());
            var wrapped = KeyMetadata.wrapped(dataset, LAKE.metadata(dataset)).orElseThrow();
            var opened = (KeyResult.Opened) KeyEncryptionKeys.read(rotated).open(wrapped, dataset);
            assertThat(open(payload, opened.key())).startsWith(HDF5);
        }
        assertThat(LAKE.stored.get(payload.url())).isSameAs(before);
    }

    @Test
    void aServiceThatCannotSealDoesNotStart() throws Exception {
        try (var service = startOn("refused", Map.of())) {
            awaitFinished(service, start(service, "KEPT", 1));
        }
        var other = directory.resolve("kek-other.json");
        KeyEncryptionKeys.generate(other);

        assertThatThrownBy(() -> startOn("refused", Map.of("strainlake.sealing.kek-file", "")))
                .hasStackTraceContaining("strainlake.sealing.kek-file");
        assertThatThrownBy(() -> startOn("refused", Map.of("strainlake.sealing.kek-file", other)))
                .hasStackTraceContaining("is wrapped by the key-encryption key");
        assertThatThrownBy(() -> startOn("refused", Map.of("strainlake.spool.directory", "")))
                .hasStackTraceContaining("strainlake.spool.directory");
    }

    @Test
    void plainFilesOfAProtectedStreamGoToProtectedStorageOnly() throws Exception {
        var settings = Map.<String, Object>of(
                "strainlake.streams.V1-hoft.protection", "storage",
                "strainlake.streams.V1-hoft.rules[0].expression", "tier=1|tier=2");
        try (var service = startOn("protected", settings)) {
            assertThatThrownBy(() -> start(service, "OPEN", 1))
                    .isInstanceOf(UnusableReplay.class)
                    .hasMessageContaining("CERN-PROMPT is not marked as protected");

            LAKE.attributes.put("strainlake-protected", "True");
            awaitFinished(service, start(service, "PROTECTED", 1));
        } finally {
            LAKE.attributes.clear();
        }
        var payload = FeedCodec.payload(stored("PROTECTED").getFirst());
        assertThat(payload.sealed()).isNull();
        assertThat(LAKE.stored.get(payload.url())).startsWith(HDF5);
        assertThat(LAKE.expressions).contains("(tier=1|tier=2)&strainlake-protected=true");
    }

    private static Replay start(ConfigurableApplicationContext on, String tag, long chunks) {
        var wish = new ReplayWish(source, ReplayWish.Order.SEQUENTIAL, 1, Pace.MAX, new GpsRule.Start(GPS), chunks);
        return on.getBean(ReplayDesk.class)
                .start(on.getBean(Streams.class).get("V1-hoft"), wish, true, Optional.of(tag));
    }

    private static void awaitFinished(ConfigurableApplicationContext on, Replay replay) {
        var desk = on.getBean(ReplayDesk.class);
        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(desk.find(replay.id()).orElseThrow().state())
                                .as("%s", desk.progress(replay))
                                .isEqualTo(Replay.State.FINISHED));
    }

    private static long created(ConfigurableApplicationContext on, Replay replay) {
        return on.getBean(ReplayDesk.class).progress(replay).created();
    }

    private static List<FeedEvent> stored(String tag) {
        return ANNOUNCER.of(EventType.CHUNK_STORED).stream()
                .filter(event -> String.valueOf(event.subject()).contains("_" + tag + "-"))
                .toList();
    }

    private static Map<String, byte[]> spooled(String tag) throws IOException {
        var files = new HashMap<String, byte[]>();
        try (var entries = Files.newDirectoryStream(spool, "*_" + tag + "-*.sealed")) {
            for (var entry : entries) {
                files.put(entry.getFileName().toString(), Files.readAllBytes(entry));
            }
        }
        return files;
    }

    private static DatasetKey key(FilePayload payload, KeyEncryptionKeys keks) {
        var opened = keks.open(payload.sealed().key(payload.datasetDid()), payload.datasetDid());
        return ((KeyResult.Opened) opened).key();
    }

    private static byte[] open(FilePayload payload, DatasetKey key) throws IOException {
        try (var plain = key.unsealing(
                new ByteArrayInputStream(LAKE.stored.get(payload.url())), new SealedName(payload.did()))) {
            return plain.readAllBytes();
        }
    }

    private static boolean holds(byte[] where, byte[] what) {
        var latin = StandardCharsets.ISO_8859_1;
        return new String(where, latin).contains(new String(what, latin));
    }
}
