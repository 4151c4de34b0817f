package org.strainlake.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.strainlake.emulator.EmulatorSettings;
import org.strainlake.emulator.LakeEmulator;
import org.strainlake.event.FeedEvent;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The programs of {@code docs/feed.md} do what the page says, as they stand there, on the real service. */
class FeedPageIT {
    private static final Surroundings SURROUNDINGS = Surroundings.get();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path PAGE = FeedSchemas.DIRECTORY.resolveSibling("feed.md");
    private static final String AUDIENCE = "https://notification.strainlake";
    private static final String TOKEN_OF_CLIENT = "Before you begin, bash";
    private static final String PAGE_SINCE = "Long poll, bash";
    private static final String CURSOR_OF_OFFSET = "Kafka, bash";

    private static LakeEmulator lake;
    private static ConfigurableApplicationContext service;
    private static String token;

    @TempDir
    private Path directory;

    /** The programs that go on until they are ended. */
    enum Reader {
        STREAM_IN_CURL("Server-sent events, bash", true),
        STREAM_IN_PYTHON("Server-sent events, python", true),
        STREAM_IN_JAVA("Server-sent events, java", true),
        POLL_IN_PYTHON("Long poll, python", false),
        KAFKA_IN_PYTHON("Kafka, python", false);

        private final String place;
        private final boolean beginsNow;

        Reader(String place, boolean beginsNow) {
            this.place = place;
            this.beginsNow = beginsNow;
        }
    }

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        lake = LakeEmulator.start(
                EmulatorSettings.inDirectory(directory).client("pipeline", "storage.read:/virgo", ""));
        token = lake.token("pipeline", AUDIENCE, "storage.read:/virgo");
        service = SURROUNDINGS.start(Map.of(
                "strainlake.outbound.heartbeat",
                "300ms",
                "strainlake.token.resource.audiences",
                AUDIENCE,
                "strainlake.token.resource.issuers[0].issuer",
                lake.issuer(),
                "strainlake.token.resource.issuers[0].jwks-uri",
                lake.jwksUri().toString()));
    }

    @AfterAll
    static void stop() {
        service.close();
        lake.close();
    }

    @Test
    void everyProgramOfThePageIsRunHere() throws IOException {
        var run = new ArrayList<>(List.of(TOKEN_OF_CLIENT, PAGE_SINCE, CURSOR_OF_OFFSET));
        for (var reader : Reader.values()) {
            run.add(reader.place);
        }

        assertThat(Snippet.in(PAGE))
                .filteredOn(snippet -> !snippet.language().equals("json"))
                .extracting(Snippet::place)
                .containsExactlyInAnyOrderElementsOf(run);
    }

    @Test
    void theProgramsUseTheVariablesThatThePageNames() throws IOException {
        var named = Pattern.compile("`([A-Z]+)`")
                .matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group(1))
                .toList();

        for (var snippet : Snippet.in(PAGE)) {
            assertThat(Pattern.compile("\\$([A-Z]+)|environ\\[\"([A-Z]+)\"]|getenv\\(\"([A-Z]+)\"\\)")
                            .matcher(snippet.text())
                            .results()
                            .map(match -> match.group().replaceAll("[^A-Z]", "")))
                    .as(snippet.place())
                    .isSubsetOf(named);
        }
    }

    @Test
    void theEventThatThePageShowsIsOne() throws IOException {
        var shown = Snippet.in(PAGE).stream()
                .filter(snippet -> snippet.language().equals("json"))
                .toList();

        assertThat(shown)
                .isNotEmpty()
                .allSatisfy(snippet -> assertThat(
                                new FeedSchemas().faults("event.schema.json", JSON.readTree(snippet.text())))
                        .isEmpty());
    }

    @ParameterizedTest
    @EnumSource(Reader.class)
    void aReaderPrintsExactlyTheEventsThatItAskedFor(Reader reader) throws Exception {
        var dataset = "V-V1_PAGE_" + reader + "-1500000000-3600";
        try (var running = started(reader, dataset, port())) {
            announce(Chunks.stored("V-V1_PAGEOTHER-1500000000-3600", 1_500_000_000));
            var first = announce(Chunks.stored(dataset, 1_500_000_001));
            announce(Chunks.attached(dataset, 1_500_000_001));
            var second = announce(Chunks.stored(dataset, 1_500_000_002));

            awaitPrinted(running, first, second);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POLL_IN_PYTHON", "KAFKA_IN_PYTHON"})
    void aReaderThatKeepsItsPlaceGoesOnFromIt(Reader reader) throws Exception {
        var dataset = "V-V1_PAGEKEPT_" + reader + "-1500000000-3600";
        FeedEvent before;
        try (var running = started(reader, dataset, port())) {
            before = announce(Chunks.stored(dataset, 1_500_000_001));
            awaitPrinted(running, before);
        }
        var away = announce(Chunks.stored(dataset, 1_500_000_002));

        try (var running = started(reader, dataset, port())) {
            var after = announce(Chunks.stored(dataset, 1_500_000_003));

            awaitPrinted(running, before, away, after);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM_IN_PYTHON", "STREAM_IN_JAVA", "POLL_IN_PYTHON"})
    void aReaderWhoseConnectionBreaksMissesAndRepeatsNothing(Reader reader) throws Exception {
        var dataset = "V-V1_PAGECUT_" + reader + "-1500000000-3600";
        try (var way = new CutConnections(port());
                var running = started(reader, dataset, way.port())) {
            var before = announce(Chunks.stored(dataset, 1_500_000_001));
            awaitPrinted(running, before);

            way.cut();
            var away = announce(Chunks.stored(dataset, 1_500_000_002));

            awaitPrinted(running, before, away);
        }
    }

    @Test
    void aClientsTokenIsGoodForTheFeed() throws Exception {
        var client = Files.writeString(
                directory.resolve("client"),
                "user = \"pipeline:%s\"%n"
                        .formatted(Files.readString(lake.settings().secretFile("pipeline"))
                                .strip()));

        var printed = ended(
                TOKEN_OF_CLIENT,
                Map.of("CLIENT", client.toString(), "ISSUER", lake.url().toString(), "AUDIENCE", AUDIENCE));

        var own = printed.strip();
        try (var listener = Listener.open(URI.create(feed(port()) + "/v1/events?experiment=virgo"), own, null)) {
            assertThat(listener.status()).isEqualTo(200);
        }
    }

    @Test
    void aPageHoldsWhatCameSinceATime() throws Exception {
        var dataset = "V-V1_PAGESINCE-1500000000-3600";
        awaitInFeed(announce(Chunks.stored(dataset, 1_500_000_001)));
        var since = Instant.ofEpochMilli(Instant.now().toEpochMilli() + 1);
        await().until(() -> Instant.now().isAfter(since));
        var first = announce(Chunks.stored(dataset, 1_500_000_002));
        var second = announce(Chunks.stored(dataset, 1_500_000_003));
        awaitInFeed(second);

        var page = JSON.readTree(ended(PAGE_SINCE, environment(dataset, port(), since)));

        assertThat(page.path("events").valueStream())
                .extracting(each -> each.path("event").path("id").stringValue())
                .containsExactly(first.id(), second.id());
    }

    @Test
    void aKafkaReaderGetsTheCursorOfItsOffset() throws Exception {
        awaitInFeed(announce(Chunks.stored("V-V1_PAGEOFFSET-1500000000-3600", 1_500_000_001)));

        var answer = JSON.readTree(ended(CURSOR_OF_OFFSET, environment("any", port(), Instant.EPOCH)));

        assertThat(answer.path("cursor").stringValue()).isNotEmpty();
    }

    /** A program that reads the feed by now; one that begins now does. */
    private Snippet.Running started(Reader reader, String dataset, int port) throws IOException {
        patiently(() -> openStreams() == 0);
        var running = snippet(reader.place)
                .start(directory.resolve(reader.name()), environment(dataset, port, Instant.EPOCH));
        if (reader.beginsNow) {
            patiently(() -> openStreams() == 1 || !running.process().isAlive());
            assertThat(running.process().isAlive()).as(running.said()).isTrue();
        }
        return running;
    }

    private String ended(String place, Map<String, String> environment) throws Exception {
        try (var running = snippet(place).start(directory.resolve("once"), environment)) {
            assertThat(running.process().waitFor()).as(running.said()).isZero();
            return Files.readString(running.output());
        }
    }

    private Map<String, String> environment(String dataset, int port, Instant since) {
        return Map.of(
                "FEED",
                feed(port),
                "TOKEN",
                token,
                "DATASET",
                "virgo:" + dataset.replaceFirst("-\\d.*", "*"),
                "PLACE",
                directory.resolve("place").toString(),
                "SINCE",
                since.toString(),
                "KAFKA",
                service.getEnvironment().getRequiredProperty("spring.cloud.stream.kafka.binder.brokers"),
                "GROUP",
                "page-" + dataset);
    }

    private static Snippet snippet(String place) throws IOException {
        return Snippet.in(PAGE).stream()
                .filter(snippet -> snippet.place().equals(place))
                .findFirst()
                .orElseThrow();
    }

    /** Each program prints an event as a whole, or name and address of its file. */
    private static void awaitPrinted(Snippet.Running running, FeedEvent... events) throws IOException {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> files(running).size() >= events.length
                        || !running.process().isAlive());
        assertThat(files(running))
                .as(running.said())
                .isEqualTo(List.of(events).stream()
                        .map(event -> Objects.requireNonNull(event.subject()).name())
                        .toList());
    }

    private static List<String> files(Snippet.Running running) throws IOException {
        var files = new ArrayList<String>();
        for (var line : running.lines()) {
            var event = line.startsWith("data: ") ? line.substring("data: ".length()) : line;
            if (event.startsWith("{")) {
                files.add(named(JSON.readTree(event)));
            } else if (line.endsWith(" http://storage.example/virgo/a0/b1/chunk")) {
                files.add(line.substring(0, line.indexOf(' ')));
            } else if (!line.isEmpty() && !line.startsWith("id: ") && !line.startsWith(": ")) {
                files.add("not expected: " + line);
            }
        }
        return files;
    }

    private static String named(JsonNode event) {
        assertThat(event.path("type").stringValue()).isEqualTo("chunk-stored");
        return event.path("data").path("payload").path("name").stringValue();
    }

    private static FeedEvent announce(FeedEvent event) throws Exception {
        SURROUNDINGS.announce(event);
        return event;
    }

    private static void awaitInFeed(FeedEvent event) {
        patiently(() -> !SURROUNDINGS
                .events("strainlake.events.virgo.proprietary", event.subject())
                .isEmpty());
    }

    private static String feed(int port) {
        return "http://127.0.0.1:" + port;
    }

    private static int port() {
        return service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    private static double openStreams() {
        return service.getBean(MeterRegistry.class)
                .get("strainlake.streams.open")
                .gauge()
                .value();
    }

    private static void patiently(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(60)).until(condition);
    }
}
