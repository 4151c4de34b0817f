package org.strainlake.latency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.strainlake.embargo.Embargo;
import org.strainlake.lake.DidPattern;

/** Who listens to a run hears what is booked of it. */
class ChangesIT {
    private static final Instant BEGIN = Instant.parse("2026-11-23T07:09:07.123456789Z");
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final long FIRST = Journeys.FIRST_GPS;

    @TempDir
    static Path directory;

    private static LatencyServer server;
    private static ConfigurableApplicationContext idle;

    @BeforeAll
    static void start() throws Exception {
        SetClock.NOW.set(BEGIN.plusSeconds(60));
        server = new LatencyServer(
                directory,
                "--strainlake.live.max-readers=3",
                "--strainlake.live.heartbeat=300ms",
                "--strainlake.live.sum-interval=200ms");
        idle = server.startIdleInstance();
    }

    @AfterAll
    static void stop() throws Exception {
        idle.close();
        server.close();
    }

    @BeforeEach
    void oneMinuteIntoTheRunAndNobodyListens() {
        SetClock.NOW.set(BEGIN.plusSeconds(60));
        var readers = server.bean(MeterRegistry.class).get("strainlake.live.readers");
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(readers.gauge().value()).isZero()); // who left is missed a little later
    }

    @ParameterizedTest
    @ValueSource(strings = {"the one that books", "the other one"})
    void readersOfEachInstanceHearWhatIsBooked(String instance) throws Exception {
        boolean other = instance.startsWith("the other");
        var run = planned(other ? "OTHER" : "SAME");

        try (var listening = listen(other ? port(idle) : server.port(), run.run(), "reader")) {
            listening.await("event: book\n");
            server.send(List.of(run.stored(3), run.delivered(4, "cnaf-" + run.tag(), 20)));

            listening.await("event: booked\ndata: {\"gpsStart\":" + (FIRST + 3) + ",\"gpsEnd\":" + (FIRST + 5) + "}");
            listening.await("\"expected\":10,\"delivered\":1,");
            assertThat(listening.heard()).contains(": here\n").contains("\"follower\":\"cnaf-" + run.tag() + "\"");
        }
    }

    @Test
    void aReaderOfOneFollowerHearsTheSumsOfThatOneAlone() throws Exception {
        var run = planned("FOLLOWERS");
        server.send(List.of(run.followed("ego-FOLLOWERS"), run.stored(0)));
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(
                                server.get("/v1/books/" + run.run(), "reader").body())
                        .contains("ego-FOLLOWERS"));

        try (var listening = listen(server.port(), run.run() + "/changes?follower=ego-FOLLOWERS", "reader")) {
            listening.await("ego-FOLLOWERS");
            server.send(List.of(run.delivered(0, "ego-FOLLOWERS", 20)));
            listening.await("\"delivered\":1,");
            assertThat(listening.heard()).doesNotContain("cnaf-FOLLOWERS");
        }
        assertThat(server.get("/v1/books/" + run.run() + "/changes?follower=nobody", "reader")
                        .body())
                .contains("/problems/follower-unknown");
    }

    @Test
    void whoMayNotSeeTheBookHearsNothing() throws Exception {
        var run = planned("PRIVATE");

        var nobody = server.get("/v1/books/" + run.run() + "/changes", null);
        var stranger = server.get("/v1/books/" + run.run() + "/changes", "stranger");

        assertThat(nobody.statusCode()).isEqualTo(401);
        assertThat(stranger.statusCode()).isEqualTo(403);
        assertThat(stranger.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(server.get("/v1/books/" + run.run() + "/embargo", "stranger").statusCode())
                .isEqualTo(403);
        assertThat(server.get("/v1/books/" + run.run() + "/embargo", "operator").body())
                .isEqualTo("{\"state\":\"members\"}");
    }

    @Test
    void theStreamEndsWithTheToken() throws Exception {
        var run = planned("EXPIRY");

        try (var listening = listen(server.port(), run.run(), "reader")) {
            listening.await("event: book\n");
            SetClock.NOW.set(Instant.parse("2036-01-01T00:00:01Z"));
            listening.awaitEnd();
        }
    }

    @Test
    void theStreamEndsWhenTheRunIsClosedToItsReader() throws Exception {
        var run = planned("PUBLIC_UNTIL_NOW");

        try (var listening = listen(server.port(), run.run(), null)) {
            listening.await("event: book\n");
            server.publish(new Embargo(
                    "datasets/" + run.dataset(),
                    Embargo.newOpaque(),
                    1,
                    "virgo",
                    List.of(DidPattern.parse(run.dataset().toString())),
                    List.of("client:insider"),
                    Instant.parse("2031-05-01T00:00:00Z"),
                    true,
                    List.of(),
                    null));
            listening.awaitEnd();
        }
        assertThat(server.get("/v1/books/" + run.run() + "/changes", null).statusCode())
                .isEqualTo(401);
        assertThat(server.get("/v1/books/" + run.run() + "/embargo", "operator").body())
                .isEqualTo("{\"state\":\"embargo\",\"release\":\"2031-05-01T00:00:00Z\",\"held\":true}");
        assertThat(server.get("/v1/books/" + run.run() + "/embargo", "reader").body())
                .isEqualTo("{\"state\":\"closed\"}");
    }

    @Test
    void oneReaderTooManyIsToldToComeBack() throws Exception {
        var run = planned("CROWD");
        var seated = new ArrayList<Listening>();
        try {
            for (int i = 0; i < 3; i++) {
                seated.add(listen(server.port(), run.run(), "reader"));
                seated.getLast().await(": here");
            }

            var refused = server.get("/v1/books/" + run.run() + "/changes", "reader");

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(refused.body()).contains("/problems/too-many-readers");
        } finally {
            for (var each : seated) {
                each.close();
            }
        }
        await().atMost(LONG).untilAsserted(() -> {
            try (var again = listen(server.port(), run.run(), "reader")) {
                assertThat(again.status()).isEqualTo(200);
            }
        });
    }

    @Test
    void aListenerWhoseConnectionBreaksSaysThatItMayHaveMissedSomething() throws Exception {
        var run = planned("BROKEN");

        try (var listening = listen(server.port(), run.run(), "reader")) {
            listening.await("event: book\n");
            server.bean(JdbcTemplate.class)
                    .queryForList("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE query LIKE 'LISTEN%' OR query = 'SELECT 1'");
            listening.await("event: missed\n");
            server.send(List.of(run.stored(7)));
            listening.await("\"gpsStart\":" + (FIRST + 7));
        }
    }

    @Test
    void whatIsNoNoticeIsPassedOver() throws Exception {
        var run = planned("NOISE");

        try (var listening = listen(server.port(), run.run(), "reader")) {
            listening.await("event: book\n");
            server.bean(JdbcTemplate.class).queryForList("SELECT pg_notify('strainlake_booked', 'what is this')");
            server.send(List.of(run.stored(1)));
            listening.await("\"gpsStart\":" + (FIRST + 1));
        }
    }

    private static Journeys planned(String tag) {
        var run = Journeys.of(tag, BEGIN);
        server.send(List.of(run.planned(10L, true, null), run.followed("cnaf-" + tag)));
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(
                                server.get("/v1/books/" + run.run(), "reader").body())
                        .contains("cnaf-" + tag));
        return run;
    }

    private static int port(ConfigurableApplicationContext instance) {
        return Integer.parseInt(instance.getEnvironment().getRequiredProperty("local.server.port"));
    }

    private static Listening listen(int port, String run, @Nullable String role)
            throws IOException, InterruptedException {
        var path = "/v1/books/" + run + (run.contains("/") ? "" : "/changes");
        var request = server.request(path, role, "Accept", "text/event-stream");
        var uri = URI.create("http://127.0.0.1:" + port + path);
        return new Listening(server.http().send(request.uri(uri).GET().build(), BodyHandlers.ofInputStream()));
    }

    /** A stream that is read meanwhile. */
    private static final class Listening implements AutoCloseable {
        private final HttpResponse<InputStream> answer;
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();
        private final AtomicBoolean ended = new AtomicBoolean();

        Listening(HttpResponse<InputStream> answer) {
            this.answer = answer;
            Thread.ofVirtual().start(() -> {
                try (var reader = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
                    for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                        lines.add(line);
                    }
                    ended.set(true);
                } catch (IOException e) {
                    lines.add("broke off: " + e.getMessage());
                }
            });
        }

        int status() {
            return answer.statusCode();
        }

        String heard() {
            return String.join("\n", lines);
        }

        void await(String text) {
            org.awaitility.Awaitility.await()
                    .atMost(LONG)
                    .untilAsserted(() -> assertThat(heard()).contains(text));
        }

        void awaitEnd() {
            org.awaitility.Awaitility.await()
                    .atMost(LONG)
                    .untilAsserted(() -> assertThat(ended).isTrue());
        }

        @Override
        public void close() throws IOException {
            answer.body().close();
        }
    }
}
