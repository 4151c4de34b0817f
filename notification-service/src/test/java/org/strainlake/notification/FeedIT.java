package org.strainlake.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.strainlake.event.FeedEvent;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The feed over HTTP, with tokens of a real issuer. */
class FeedIT {
    private static final Surroundings SURROUNDINGS = Surroundings.get();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static Issuer issuer;
    private static ConfigurableApplicationContext service;
    private static String member;

    @BeforeAll
    static void start() throws Exception {
        issuer = new Issuer();
        member = issuer.ofGroups(inAnHour(), "/virgo");
        service = SURROUNDINGS.start(Map.of(
                "strainlake.outbound.max-streams",
                6,
                "strainlake.outbound.heartbeat",
                "300ms",
                "strainlake.token.resource.audiences",
                Issuer.AUDIENCE,
                "strainlake.token.resource.issuers[0].issuer",
                issuer.name(),
                "strainlake.token.resource.issuers[0].jwks-uri",
                issuer.keys()));
        SURROUNDINGS.announce(Chunks.stored("V-V1_OPEN-1200000000-3600", 1_200_000_000));
        SURROUNDINGS.announce(Chunks.stored("V-V1_BEGIN-1200000000-3600", 1_200_000_000));
        try (var ready = listen("?from=oldest", member, null)) {
            patiently(() -> ready.received().size() >= 2);
        }
    }

    private static void startService() {
        service = SURROUNDINGS.start(Map.of(
                "server.tomcat.connection-timeout",
                "1s",
                "strainlake.outbound.max-streams",
                6,
                "strainlake.outbound.heartbeat",
                "300ms",
                "strainlake.token.resource.issuers[0].issuer",
                issuer.name(),
                "strainlake.token.resource.issuers[0].jwks-uri",
                issuer.keys()));
    }

    @AfterAll
    static void stop() {
        service.close();
        issuer.close();
    }

    @Test
    void anEventComesAsStructuredCloudEventWithItsBodyAsData() throws Exception {
        var event = Chunks.stored("V-V1_LIVE-1200000000-3600", 1_200_000_001);
        try (var listener = live("?experiment=virgo&dataset=virgo:V-V1_LIVE*", member)) {
            SURROUNDINGS.announce(event);

            patiently(() -> listener.received().size() == 1);
            assertThat(listener.contentType()).startsWith("text/event-stream");
            var received = listener.received().getFirst().event();
            var expected = new HashMap<String, Object>();
            expected.put("specversion", "1.0");
            expected.put("id", event.id());
            expected.put("type", "chunk-stored");
            expected.put("source", "/strainlake/announced");
            expected.put("subject", String.valueOf(event.subject()));
            expected.put("time", event.time().toString());
            expected.put("datacontenttype", "application/json");
            expected.put("experiment", "virgo");
            expected.put("dataset", String.valueOf(event.dataset()));
            expected.put("rse", "CERN-PROMPT");
            expected.put("detector", "V1");
            expected.put("gpsstart", 1_200_000_001);
            expected.put("gpsseconds", 1);
            expected.put("visibility", "proprietary");
            expected.put("data", JSON.readTree(event.body()));
            assertThat(received).isEqualTo(JSON.<JsonNode>valueToTree(expected));
        }
    }

    @Test
    void aReaderThatComesBackWithItsCursorMissesAndRepeatsNothing() throws Exception {
        var query = "?type=chunk-stored&dataset=virgo:V-V1_RESUME*";
        var first = Chunks.stored("V-V1_RESUME-1200000000-3600", 1_200_000_001);
        var away = Chunks.stored("V-V1_RESUME-1200000000-3600", 1_200_000_002);
        var back = Chunks.stored("V-V1_RESUME-1200000000-3600", 1_200_000_003);
        String cursor;
        try (var listener = live(query, member)) {
            SURROUNDINGS.announce(first);
            patiently(() -> listener.received().size() == 1);
            cursor = listener.received().getFirst().id();
        }
        SURROUNDINGS.announce(away);

        try (var listener = listen(query, member, cursor);
                var byAddress = listen(query + "&after=" + cursor, member, null)) {
            SURROUNDINGS.announce(back);

            patiently(() ->
                    listener.received().size() == 2 && byAddress.received().size() == 2);
            assertThat(listener.eventIds()).containsExactly(away.id(), back.id());
            assertThat(listener.received()).isEqualTo(byAddress.received());
        }
    }

    @Test
    void aStreamEndsWhenTheServiceStopsAndItsCursorIsGoodForTheNext() throws Exception {
        var query = "?dataset=virgo:V-V1_RESTART*";
        var event = Chunks.stored("V-V1_RESTART-1200000000-3600", 1_200_000_001);
        String cursor;
        try (var listener = live(query, member)) {
            service.close();
            patiently(listener::ended);
            cursor = listener.lastId();
        }
        SURROUNDINGS.announce(event);
        startService();

        try (var listener = listen(query, member, cursor)) {
            patiently(() -> listener.received().size() == 1);
            assertThat(listener.eventIds()).containsExactly(event.id());
        }
    }

    @Test
    void aReaderWhoTakesNothingIsCutOff() throws Exception {
        try (var deaf = new Socket(InetAddress.getLoopbackAddress(), port())) {
            deaf.getOutputStream()
                    .write(
                            ("GET /v1/events?dataset=virgo:V-V1_BIG* HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nAuthorization: Bearer "
                                            + member + "\r\n\r\n")
                                    .getBytes(StandardCharsets.UTF_8));
            patiently(() -> openStreams() >= 1);

            for (int i = 0; i < 80; i++) {
                SURROUNDINGS.announce(Chunks.big("V-V1_BIG-1200000000-3600", 1_200_000_000 + i, 400_000));
            }

            patiently(() -> openStreams() == 0);
        }
    }

    @Test
    void aHeartbeatMovesTheCursorOnThoughNoEventMatches() throws Exception {
        try (var listener = live("?dataset=none", member)) {
            var before = listener.lastId();
            SURROUNDINGS.announce(Chunks.stored("V-V1_OTHER-1200000000-3600", 1_200_000_001));

            patiently(() -> !String.valueOf(listener.lastId()).equals(before));
            assertThat(listener.received()).isEmpty();
        }
    }

    @Test
    void aStrangerHearsOnlyWhatIsPublic() throws Exception {
        var secret = Chunks.stored("V-V1_SECRET-1200000000-3600", 1_200_000_001);
        var open = Chunks.stored("V-V1_OPEN-1200000000-3600", 1_200_000_005);
        try (var listener = live("", null)) {
            SURROUNDINGS.announce(secret);
            SURROUNDINGS.announce(open);

            patiently(() -> listener.eventIds().contains(open.id()));
            assertThat(listener.eventIds()).doesNotContain(secret.id());
            assertThat(new String(Base64.getUrlDecoder().decode(listener.lastId()), StandardCharsets.UTF_8))
                    .doesNotContain("proprietary");
        }
    }

    @Test
    void aPipelinesTokenHearsExactlyWhatItsPathsCover() throws Exception {
        var token = issuer.ofScope(inAnHour(), "storage.read:/virgo/" + name(1_200_000_007));
        var covered = Chunks.stored("V-V1_PIPE-1200000000-3600", 1_200_000_007);
        var other = Chunks.stored("V-V1_PIPE-1200000000-3600", 1_200_000_006);
        var open = Chunks.stored("V-V1_OPEN-1200000000-3600", 1_200_000_008);
        try (var listener = live("?experiment=virgo", token)) {
            SURROUNDINGS.announce(other);
            SURROUNDINGS.announce(covered);
            SURROUNDINGS.announce(open);

            patiently(() -> listener.eventIds().containsAll(List.of(covered.id(), open.id())));
            assertThat(listener.eventIds()).doesNotContain(other.id());
        }
    }

    @Test
    void aStreamEndsWithItsToken() throws Exception {
        var token = issuer.ofGroups(Instant.now().plusSeconds(2), "/virgo");

        try (var listener = listen("?experiment=virgo", token, null)) {
            patiently(listener::ended);
            assertThat(listener.status()).isEqualTo(200);
        }
    }

    @Test
    void whoMayHearNothingOfItGetsAProblem() throws Exception {
        var outsider = issuer.ofGroups(inAnHour(), "/other");

        assertProblem("?experiment=ligo", null, 401, null);
        assertProblem("?experiment=ligo", member, 403, null);
        assertProblem("?experiment=nobody", outsider, 403, null);
        assertProblem("?experiment=nobody", null, 401, null);
    }

    @ParameterizedTest
    @CsvSource({
        "?datset=x, datset",
        "?dataset=a%3Fb, dataset",
        "?gps-start=now, gps-start",
        "?gps-start=5&gps-end=5, gps-end",
        "?from=yesterday, from",
        "?after=nonsense, after"
    })
    void aBadParameterIsNamed(String query, String parameter) throws Exception {
        var problem = assertProblem(query, member, 400, "/problems/invalid-parameter");

        assertThat(problem.path("parameter").stringValue()).isEqualTo(parameter);
    }

    @Test
    void aCursorThatHasAgedOutOrIsAnotherLogsIsGoneAndTheOldestIsTold() throws Exception {
        for (var cursor : List.of("virgo.public=AAAAAAAAAAAAAAAAAAAAAA@0", "ligo.public=x@3")) {
            var problem = assertProblem("?after=" + encoded(cursor), null, 410, "/problems/cursor-gone");

            try (var listener = listen("?after=" + problem.path("oldest").stringValue(), null, null)) {
                patiently(() -> !listener.received().isEmpty());
            }
        }
    }

    @Test
    void oneStreamTooManyIsRefusedAndRoomIsMadeWhenAReaderLeaves() throws Exception {
        patiently(() -> openStreams() == 0); // of readers that left before
        var open = new ArrayList<Listener>();
        try {
            for (int i = 0; i < 7; i++) {
                open.add(listen("", member, null));
            }
            assertThat(open.getLast().status()).isEqualTo(503);
        } finally {
            for (var each : open) {
                each.close();
            }
        }
        patiently(() -> {
            try (var again = listen("", member, null)) {
                return again.status() == 200;
            }
        });
    }

    @Test
    void theApiDescribesItselfToEverybody() throws Exception {
        var answer = get("/v3/api-docs", null);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).path("paths").path("/v1/events").isMissingNode())
                .isFalse();
    }

    private static JsonNode assertProblem(String query, @Nullable String token, int status, @Nullable String type)
            throws Exception {
        var answer = get("/v1/events" + query, token);
        assertThat(answer.statusCode()).as(query).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        var problem = JSON.readTree(answer.body());
        assertThat(problem.path("status").intValue()).isEqualTo(status);
        if (type != null) {
            assertThat(problem.path("type").stringValue()).isEqualTo(type);
        }
        return problem;
    }

    private static HttpResponse<String> get(String path, @Nullable String token) throws Exception {
        var request = HttpRequest.newBuilder(uri(path)).header("Accept", "text/event-stream, application/json");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    /** A listener that is sure to hear what happens from now on. */
    private static Listener live(String query, @Nullable String token) throws Exception {
        var listener = listenWhenThereIsRoom(query, token);
        patiently(() -> listener.lastId() != null);
        return listener;
    }

    private static Listener listenWhenThereIsRoom(String query, @Nullable String token) {
        Callable<Listener> attempt = () -> {
            var listener = listen(query, token, null);
            if (listener.status() == 200) {
                return listener;
            }
            listener.close();
            return null;
        };
        return await().atMost(Duration.ofSeconds(60)).until(attempt, Objects::nonNull);
    }

    private static Listener listen(String query, @Nullable String token, @Nullable String lastEventId)
            throws Exception {
        return Listener.open(uri("/v1/events" + query), token, lastEventId);
    }

    private static double openStreams() {
        return service.getBean(MeterRegistry.class)
                .get("strainlake.streams.open")
                .gauge()
                .value();
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    private static int port() {
        return service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    private static String name(long gps) {
        FeedEvent event = Chunks.stored("V-V1_PIPE-1200000000-3600", gps);
        return String.valueOf(event.subject()).substring("virgo:".length());
    }

    private static String encoded(String cursor) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor.getBytes(StandardCharsets.UTF_8));
    }

    private static Instant inAnHour() {
        return Instant.now().plusSeconds(3600);
    }

    private static void patiently(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(60)).until(condition);
    }
}
