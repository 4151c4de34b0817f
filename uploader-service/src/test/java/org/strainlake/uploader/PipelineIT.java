package org.strainlake.uploader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.strainlake.audit.AuditEntry;
import org.strainlake.audit.AuditTrail;
import org.strainlake.audit.Auditor;
import org.strainlake.event.EventType;
import org.strainlake.event.FeedEvent;
import org.strainlake.journey.JourneyRecord;
import org.strainlake.journey.Stage;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.local.PostgresServer;
import org.strainlake.token.DataAccess;
import org.strainlake.token.ExperimentProperties;
import org.strainlake.uploader.journal.Replay;
import org.strainlake.uploader.source.GpsRule;
import org.strainlake.uploader.source.Pace;
import org.strainlake.uploader.source.ReplayWish;
import org.strainlake.uploader.stream.Streams;
import org.strainlake.uploader.upload.ReplayDesk;

/** The service on a real PostgreSQL, with a lake and a broker that can be away. */
class PipelineIT {
    private static final long GPS = 1_167_559_920L;
    private static final long HOUR_END = 1_167_562_800L;
    private static final Duration LONG = Duration.ofSeconds(60);
    static final FakeLake LAKE = new FakeLake();
    static final FakeEmbargoChannel EMBARGOES = new FakeEmbargoChannel();
    static final FakeAnnouncer ANNOUNCER = new FakeAnnouncer();

    private static Path directory;
    private static PostgresServer postgres;
    private static Path source;
    private static Path inbox;
    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void start() throws Exception {
        directory = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "pipeline")
                .toRealPath();
        postgres = PostgresServer.start(directory.resolve("postgres"));
        source = Strain.file(Files.createDirectory(directory.resolve("sources")), GPS, 8);
        inbox = Files.createDirectory(directory.resolve("inbox"));
        service = startOn("usual");
    }

    @AfterAll
    static void stop() throws IOException {
        service.close();
        postgres.close();
    }

    @BeforeEach
    void everythingIsThere() {
        LAKE.storageAway = false;
        LAKE.catalogueAway = false;
        LAKE.refusesToStore = name -> false;
        LAKE.refusesToAttach = name -> false;
        ANNOUNCER.away = false;
    }

    private static ConfigurableApplicationContext startOn(String database) throws IOException {
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
        for (var stream : List.of("V1-hoft", "V1-live")) {
            var prefix = "strainlake.streams." + stream + ".";
            all.put(prefix + "experiment", "virgo");
            all.put(prefix + "detector", "V1");
            all.put(prefix + "channel", "V1:Hrec_hoft_16Hz");
            all.put(prefix + "description", stream.equals("V1-hoft") ? "HOFT" : "LIVE");
            all.put(prefix + "sample-rate-hz", Strain.SAMPLE_RATE_HZ);
            all.put(prefix + "scope", "virgo");
            all.put(prefix + "rse", "CERN-PROMPT");
            all.put(prefix + "container", "V1.HOFT");
            all.put(prefix + "rules[0].expression", "CNAF-DISK");
        }
        all.put("strainlake.streams.V1-live.directory.path", inbox);
        all.put("strainlake.streams.V1-live.directory.settle", "50ms");
        all.put("strainlake.streams.V1-live.directory.rescan", "200ms");
        return new SpringApplicationBuilder(UploaderApplication.class, Outside.class)
                .web(WebApplicationType.NONE)
                .properties(all)
                .run();
    }

    @Test
    void aReplayOverTheEndOfAnHourClosesBothDatasets() {
        var replay = start("ROTATE", Pace.MAX, HOUR_END - 5, 12);

        awaitFinished(replay);
        var first = DataIdentifier.parse("virgo:V-V1_HOFT_REPLAY_ROTATE-1167559200-3600");
        var second = DataIdentifier.parse("virgo:V-V1_HOFT_REPLAY_ROTATE-1167562800-3600");
        assertThat(LAKE.datasets.get(first)).hasSize(5);
        assertThat(LAKE.datasets.get(second)).hasSize(7);
        assertThat(LAKE.closed).contains(first, second);
        assertThat(LAKE.rules).contains(first, second);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(LAKE.traces)
                        .filteredOn(trace -> trace.get("dataset").equals(second.name()))
                        .hasSize(7)
                        .allSatisfy(trace -> assertThat(trace)
                                .containsEntry("eventType", "upload")
                                .containsEntry("clientState", "DONE")
                                .containsKey("filename")));
    }

    @Test
    void chunksAreStoredAndAttachedWhileKafkaIsAwayAndToldOfAfterwards() {
        ANNOUNCER.away = true;
        var replay = start("SILENT", Pace.MAX, GPS, 20);
        await().atMost(LONG).until(() -> progress(replay).attached() == 20);
        assertThat(progress(replay).announced()).isZero();
        assertThat(state(replay)).isEqualTo(Replay.State.RUNNING);

        ANNOUNCER.away = false;

        awaitFinished(replay);
        assertThat(ids(EventType.CHUNK_STORED, "SILENT")).hasSize(20);
        assertThat(ids(EventType.FILE_ATTACHED, "SILENT")).hasSize(20);
        assertThat(booked("SILENT", Stage.CREATED)).isEqualTo(20);
        assertThat(booked("SILENT", Stage.ATTACHED)).isEqualTo(20);
    }

    @Test
    void chunksAreToldOfWhileTheCatalogueIsAwayAndAttachedInBulkAfterwards() {
        awaitFinished(start("WARM", Pace.MAX, GPS, 1));
        LAKE.catalogueAway = true;
        var replay = start("UNLISTED", Pace.MAX, GPS, 30);
        await().atMost(LONG).until(() -> progress(replay).announced() == 30);
        assertThat(progress(replay).attached()).isZero();
        LAKE.batches.clear();

        LAKE.catalogueAway = false;

        awaitFinished(replay);
        assertThat(LAKE.batches).containsExactly(30);
    }

    @Test
    void aRefusedChunkIsBookedAsLostAndBlocksNoOther() {
        LAKE.refusesToStore = name -> name.endsWith("REFUSED-" + (GPS + 3) + "-1.h5");

        var replay = start("REFUSED", Pace.MAX, GPS, 10);

        awaitFinished(replay);
        assertThat(progress(replay).refused()).isEqualTo(1);
        assertThat(progress(replay).attached()).isEqualTo(9);
        assertThat(ANNOUNCER.booked(JourneyRecord.ChunkFailed.class))
                .filteredOn(failed -> failed.run().equals("V1-hoft.REFUSED"))
                .singleElement()
                .satisfies(failed -> {
                    assertThat(failed.failure()).isEqualTo(JourneyRecord.Failure.LOST);
                    assertThat(failed.gpsStart()).isEqualTo(GPS + 3);
                    assertThat(failed.reason()).isEqualTo("another file is there");
                });
    }

    @Test
    void aFileThatTheCatalogueRefusesIsFoundOutOfItsBatch() {
        LAKE.refusesToAttach = name -> name.endsWith("ODD-" + (GPS + 7) + "-1.h5");

        var replay = start("ODD", Pace.MAX, GPS, 16);

        awaitFinished(replay);
        assertThat(progress(replay).refused()).isEqualTo(1);
        assertThat(progress(replay).attached()).isEqualTo(15);
        assertThat(progress(replay).announced()).as("of those attached").isEqualTo(15);
    }

    @Test
    void aHeldReplayGoesOnWhenResumedAndAStoppedOneEndsWithWhatItMade() {
        var desk = service.getBean(ReplayDesk.class);
        var replay = start("HELD", Pace.parse("20"), GPS, 1000);
        await().atMost(LONG).until(() -> progress(replay).created() >= 3);

        desk.hold(replay.id(), true);
        await().atMost(LONG).until(() -> state(replay) == Replay.State.PAUSED);
        desk.hold(replay.id(), false);
        long before = progress(replay).created();
        await().atMost(LONG).until(() -> progress(replay).created() >= before + 5);
        desk.stop(replay.id());

        await().atMost(LONG).until(() -> state(replay) == Replay.State.STOPPED);
        var dataset = DataIdentifier.parse("virgo:V-V1_HOFT_REPLAY_HELD-1167559200-3600");
        await().atMost(LONG).until(() -> LAKE.closed.contains(dataset));
        assertThat(LAKE.datasets.get(dataset)).hasSize((int) progress(replay).created());
        assertThat(progress(replay).created()).isLessThan(1000);
    }

    @Test
    void noChunkIsCreatedBeforeItsTime() {
        var replay = start("PACED", Pace.parse("10"), GPS, 30);

        awaitFinished(replay);
        var created = ANNOUNCER.booked(JourneyRecord.StagesReached.class).stream()
                .filter(chunk -> chunk.run().equals(replay.run()))
                .filter(chunk -> chunk.stamps().containsKey(Stage.CREATED))
                .sorted(java.util.Comparator.comparingLong(JourneyRecord.StagesReached::gpsStart))
                .map(chunk -> chunk.stamps().get(Stage.CREATED))
                .toList();
        assertThat(Duration.between(created.getFirst(), created.getLast()))
                .isGreaterThanOrEqualTo(Duration.ofMillis(2880));
        assertThat(created).isSorted();
    }

    @Test
    void whatWasBegunBeforeTheProcessDiedIsCarriedToItsEnd() throws Exception {
        LAKE.storageAway = true;
        Replay replay;
        try (var first = startOn("killed")) {
            replay = start(first, "KILLED", Pace.MAX, GPS, 40);
            var desk = first.getBean(ReplayDesk.class);
            await().atMost(LONG).until(() -> desk.progress(replay).created() == 8);
            Files.write(inbox.resolve("V-V1_LIVE-77-1.gwf"), new byte[] {1, 2, 3});
        }
        LAKE.storageAway = false;

        try (var second = startOn("killed")) {
            var desk = second.getBean(ReplayDesk.class);
            await().atMost(LONG)
                    .until(() -> desk.find(replay.id()).orElseThrow().state() == Replay.State.FINISHED);
            assertThat(desk.progress(replay).attached()).isEqualTo(40);
        }
        assertThat(LAKE.puts.stream().filter(url -> url.getPath().contains("KILLED")))
                .as("no name was sent twice")
                .hasSize(40)
                .doesNotHaveDuplicates();
        assertThat(ids(EventType.CHUNK_STORED, "KILLED")).hasSize(40);
    }

    @Test
    void filesInADirectoryAreSentOnceUnderTheLiveRun() throws Exception {
        for (int i = 0; i < 20; i++) {
            Files.write(inbox.resolve("V-V1_LIVE-" + (GPS + i) + "-1.gwf"), new byte[] {'I', 'G', 'W', 'D', (byte) i});
        }
        Files.write(inbox.resolve("H-H1_LIVE-1-1.gwf"), new byte[] {1});
        Files.write(inbox.resolve("V-V1_LIVE-2-1.h5"), new byte[] {1});
        Files.write(inbox.resolve("V-V1_LIVE-3-1.gwf"), new byte[0]);

        var dataset = DataIdentifier.parse("virgo:V-V1_LIVE-1167559200-3600");
        await().atMost(LONG)
                .until(() -> LAKE.datasets.getOrDefault(dataset, Map.of()).size() == 20);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(ANNOUNCER.of(EventType.CHUNK_STORED).stream()
                                .filter(event -> dataset.equals(event.dataset()))
                                .map(FeedEvent::gpsStart)
                                .sorted())
                        .containsExactlyElementsOf(
                                LongStream.range(GPS, GPS + 20).boxed().toList()));
        assertThat(ANNOUNCER.booked(JourneyRecord.RunPlanned.class))
                .filteredOn(run -> run.run().equals("V1-live.live"))
                .isNotEmpty()
                .allSatisfy(run -> assertThat(run.chunks()).isNull());
    }

    private static Replay start(String tag, Pace pace, long gps, long chunks) {
        return start(service, tag, pace, gps, chunks);
    }

    private static Replay start(ConfigurableApplicationContext on, String tag, Pace pace, long gps, long chunks) {
        var wish = new ReplayWish(source, ReplayWish.Order.RANDOM, 1, pace, new GpsRule.Start(gps), chunks);
        return on.getBean(ReplayDesk.class)
                .start(on.getBean(Streams.class).get("V1-hoft"), wish, true, Optional.of(tag));
    }

    private static void awaitFinished(Replay replay) {
        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(state(replay)).as("%s", progress(replay)).isEqualTo(Replay.State.FINISHED));
    }

    private static Replay.State state(Replay replay) {
        return service.getBean(ReplayDesk.class).find(replay.id()).orElseThrow().state();
    }

    private static org.strainlake.uploader.journal.Progress progress(Replay replay) {
        return service.getBean(ReplayDesk.class).progress(replay);
    }

    private static java.util.Set<String> ids(String type, String tag) {
        return ANNOUNCER.of(type).stream()
                .filter(event -> String.valueOf(event.subject()).contains("_" + tag + "-"))
                .map(FeedEvent::id)
                .collect(java.util.stream.Collectors.toSet());
    }

    private static long booked(String tag, Stage stage) {
        return ANNOUNCER.booked(JourneyRecord.StagesReached.class).stream()
                .filter(chunk -> chunk.run().endsWith("." + tag))
                .filter(chunk -> chunk.stamps().containsKey(stage))
                .map(JourneyRecord.StagesReached::did)
                .distinct()
                .count();
    }

    @TestConfiguration
    @EnableConfigurationProperties(ExperimentProperties.class)
    static class Outside {
        @Bean
        InstantSource clock() {
            return EMBARGOES.serviceClock();
        }

        @Bean
        DataAccess access() {
            return new FakeAccess();
        }

        @Bean
        FakeLake lake() {
            return LAKE;
        }

        @Bean
        Auditor auditor(DataAccess access, InstantSource clock) {
            return new Auditor(new NoTrail(), access, clock);
        }

        @Bean
        @Primary
        FakeEmbargoChannel embargoChannel() {
            return EMBARGOES;
        }

        @Bean
        @Primary
        FakeAnnouncer announcer() {
            return ANNOUNCER;
        }
    }

    /** Without a web there is nobody to write down. */
    private static final class NoTrail implements AuditTrail {
        @Override
        public void require(AuditEntry entry) {
            // nobody reads it
        }

        @Override
        public void note(AuditEntry entry) {
            // nobody reads it
        }
    }
}
