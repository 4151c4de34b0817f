package org.strainlake.uploader;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.journey.JourneyCodec;
import org.strainlake.journey.JourneyRecord;
import org.strainlake.journey.Stage;
import org.strainlake.lake.Catalogue;
import org.strainlake.lake.DataIdentifier;

class UploaderIT {
    private static final long SOURCE_GPS = 1_167_559_920L;
    private static final Duration LONG = Duration.ofSeconds(60);

    private static Surroundings around;
    private static ConfigurableApplicationContext service;
    private static Caller manager;
    private static Path source;
    private static Path inbox;

    @BeforeAll
    static void start() throws Exception {
        around = Surroundings.get();
        around.createDatabase("usual");
        source = Strain.file(around.sources(), SOURCE_GPS, 8);
        inbox = Files.createDirectories(around.directory.resolve("inbox"));
        service = around.start(
                "usual",
                Map.of(
                        "strainlake.streams.V1-live.experiment", "virgo",
                        "strainlake.streams.V1-live.detector", "V1",
                        "strainlake.streams.V1-live.channel", "V1:Hrec_hoft_16Hz",
                        "strainlake.streams.V1-live.description", "LIVE",
                        "strainlake.streams.V1-live.sample-rate-hz", Strain.SAMPLE_RATE_HZ,
                        "strainlake.streams.V1-live.scope", "virgo",
                        "strainlake.streams.V1-live.rse", "CERN-PROMPT",
                        "strainlake.streams.V1-live.directory.path", inbox,
                        "strainlake.streams.V1-live.directory.settle", "200ms",
                        "strainlake.streams.V1-live.directory.rescan", "1s"));
        manager = Caller.of(service, around.token("rehearsal"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void aReplayAtFullSpeedEndsAttachedClosedAndTold() throws Exception {
        var started = manager.post(
                "/v1/replays",
                Map.of(
                        "stream",
                        "V1-hoft",
                        "source",
                        source.toString(),
                        "order",
                        "random",
                        "seed",
                        1,
                        "speed",
                        "max",
                        "gps",
                        SOURCE_GPS,
                        "chunks",
                        20,
                        "tag",
                        "FULL"));

        assertThat(started.status()).as(started.body()).isEqualTo(201);
        assertThat(started.json().get("run").asString()).isEqualTo("V1-hoft.FULL");
        var location = started.response().headers().firstValue("Location").orElseThrow();
        awaitFinished(manager, location);
        var replay = manager.get(location).json();
        assertThat(replay.get("attached").asInt()).isEqualTo(20);
        assertThat(replay.get("announced").asInt()).isEqualTo(20);
        assertThat(replay.get("refused").asInt()).isZero();

        var dataset = DataIdentifier.parse("virgo:V-V1_HOFT_REPLAY_FULL-1167559200-3600");
        var catalogue = service.getBean(Catalogue.class);
        assertThat(catalogue.isOpen(dataset)).contains(false);
        var files = new HashSet<String>();
        catalogue.files(dataset, file -> files.add(file.did().name()));
        assertThat(files).hasSize(20).contains("V-V1_HOFT_REPLAY_FULL-1167559920-1.h5");
        assertThat(catalogue.rules(dataset)).hasSize(1);

        assertThat(events("chunk-stored", dataset)).hasSize(20).allSatisfy(event -> {
            assertThat(event.proprietary()).isTrue();
            assertThat(event.experiment()).isEqualTo("virgo");
            assertThat(event.rse()).isEqualTo("CERN-PROMPT");
            var payload = FeedCodec.payload(event);
            assertThat(payload.chunk().run()).isEqualTo("V1-hoft.FULL");
            assertThat(payload.chunk().replayOf().file()).isEqualTo(String.valueOf(source.getFileName()));
            assertThat(String.valueOf(payload.url())).startsWith(around.lake.storageUrl("CERN-PROMPT") + "virgo/");
        });
        assertThat(events("file_attached_dts", dataset)).hasSize(20);
        assertThat(around.all("strainlake.announcements.virgo"))
                .allSatisfy(
                        record -> assertThat(new String(record.key(), UTF_8)).startsWith("virgo:V-V1_"));
        assertThat(journey(JourneyRecord.RunPlanned.class))
                .filteredOn(run -> run.run().equals("V1-hoft.FULL"))
                .singleElement()
                .satisfies(run -> {
                    assertThat(run.chunks()).isEqualTo(20);
                    assertThat(run.budget())
                            .as("none is promised at full speed")
                            .isNull();
                });
        for (var stage : List.of(Stage.CREATED, Stage.STORED, Stage.ATTACHED)) {
            assertThat(journey(JourneyRecord.StagesReached.class))
                    .filteredOn(chunk ->
                            chunk.run().equals("V1-hoft.FULL") && chunk.stamps().containsKey(stage))
                    .hasSize(20);
        }

        var lines = Caller.of(service, around.token("reader", "/virgo")).get("/v1/chunks?run=V1-hoft.FULL");
        assertThat(lines.status()).as(lines.body()).isEqualTo(200);
        assertThat(lines.body().lines()).hasSize(20).allMatch(line -> line.contains("\"state\":\"attached\""));
    }

    @Test
    void withoutATokenNothingIsAnswered() throws Exception {
        var answer = Caller.of(service, null).get("/v1/streams");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.response().headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    }

    @Test
    void aReaderStartsNoReplay() throws Exception {
        var answer = Caller.of(service, around.token("reader", "/virgo")).post("/v1/replays", wish("max", "now"));

        assertThat(answer.status()).isEqualTo(403);
    }

    @Test
    void aWrongSourceIsNamed() throws Exception {
        var truncated = Files.write(
                around.sources().resolve("truncated.hdf5"), java.util.Arrays.copyOf(Files.readAllBytes(source), 2000));

        var answer =
                manager.post("/v1/replays", Map.of("stream", "V1-hoft", "source", truncated.toString(), "chunks", 5));

        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.json().get("type").asString()).isEqualTo("/problems/unusable-replay");
        assertThat(answer.json().get("member").asString()).isEqualTo("source");
        assertThat(answer.json().get("detail").asString())
                .contains("truncated.hdf5")
                .doesNotContain(around.directory.toString());
    }

    @Test
    void gpsKeepNeverRepeatsASecond() throws Exception {
        var answer = manager.post("/v1/replays", wish("max", "keep"));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().get("member").asString()).isEqualTo("chunks");
    }

    @Test
    void aBurstIntoADirectoryLosesNone() throws Exception {
        var bytes = Files.readAllBytes(source);
        int count = 300;
        for (int i = 0; i < count; i++) {
            var name = "V-V1_LIVE-" + (SOURCE_GPS + i) + "-1.h5";
            if (i % 2 == 0) {
                Files.write(inbox.resolve(name), bytes);
            } else {
                var part = Files.write(inbox.resolve("." + name + ".part"), bytes);
                Files.move(part, inbox.resolve(name));
            }
        }
        Files.write(inbox.resolve("nonsense.h5"), bytes);
        Files.write(inbox.resolve("V-V1_LIVE-1-1.h5"), new byte[] {1, 2, 3});

        var dataset = DataIdentifier.parse("virgo:V-V1_LIVE-1167559200-3600");
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(told("file_attached_dts", dataset)).hasSize(count);
            assertThat(told("chunk-stored", dataset)).hasSize(count);
        });
        var stream = manager.get("/v1/streams/V1-live").json().get("directory");
        assertThat(stream.get("found").asInt()).isEqualTo(count);
        assertThat(stream.get("rejected").asInt()).isEqualTo(2);
    }

    @Test
    void aReplayGoesOnAfterTheProcessDied() throws Exception {
        around.createDatabase("resumed");
        int chunks = 60;
        String location;
        var first = around.start("resumed", Map.of());
        try {
            location = Caller.of(first, around.token("rehearsal")).replay(source, SOURCE_GPS, chunks, "RESUMED");
            await().atMost(LONG)
                    .until(() -> Caller.of(first, around.token("rehearsal"))
                                    .get(location)
                                    .json()
                                    .get("created")
                                    .asInt()
                            >= 10);
        } finally {
            first.close();
        }

        var second = around.start("resumed", Map.of());
        try {
            var caller = Caller.of(second, around.token("rehearsal"));
            awaitFinished(caller, location);
            assertThat(caller.get(location).json().get("attached").asInt()).isEqualTo(chunks);
        } finally {
            second.close();
        }

        var dataset = DataIdentifier.parse("virgo:V-V1_HOFT_REPLAY_RESUMED-1167559200-3600");
        var told = events("chunk-stored", dataset);
        assertThat(new TreeSet<>(told.stream().map(FeedEvent::gpsStart).toList()))
                .containsExactlyElementsOf(
                        IntStream.range(0, chunks).mapToObj(i -> SOURCE_GPS + i).toList());
        assertThat(told.stream().map(FeedEvent::id).distinct())
                .as("a chunk told twice has one id")
                .hasSize(chunks);
    }

    private static Map<String, Object> wish(String speed, String gps) {
        return Map.of("stream", "V1-hoft", "source", source.toString(), "speed", speed, "gps", gps, "chunks", 20);
    }

    private static void awaitFinished(Caller caller, String location) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(
                                caller.get(location).json().get("state").asString())
                        .as(caller.get(location).body())
                        .isEqualTo("FINISHED"));
    }

    /** The ids; a repeated announcement has the same. */
    private static Set<String> told(String type, DataIdentifier dataset) throws IOException {
        return events(type, dataset).stream().map(FeedEvent::id).collect(Collectors.toSet());
    }

    private static List<FeedEvent> events(String type, DataIdentifier dataset) throws IOException {
        return around.all("strainlake.announcements.virgo").stream()
                .map(UploaderIT::event)
                .filter(event -> event.type().equals(type) && dataset.equals(event.dataset()))
                .toList();
    }

    private static FeedEvent event(ConsumerRecord<byte[], byte[]> record) {
        return FeedCodec.read(
                name -> {
                    var header = record.headers().lastHeader(name);
                    return header == null ? null : header.value();
                },
                record.value());
    }

    private static <T extends JourneyRecord> List<T> journey(Class<T> kind) {
        return around.all("strainlake.journey").stream()
                .map(record -> JourneyCodec.read(record.value()))
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }
}
