package org.strainlake.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
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

/** The feed by long poll, from any place of the log, and for readers who fell behind what is kept in memory. */
class FeedPagesIT {
    private static final Surroundings SURROUNDINGS = Surroundings.get();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int TAIL_EVENTS = 8;

    private static Issuer issuer;
    private static ConfigurableApplicationContext service;
    private static String member;

    @BeforeAll
    static void start() throws Exception {
        issuer = new Issuer();
        member = issuer.ofGroups(Instant.now().plusSeconds(3600), "/virgo");
        service = SURROUNDINGS.start(Map.of(
                "server.tomcat.connection-timeout",
                "60s",
                "strainlake.outbound.tail-events",
                TAIL_EVENTS,
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
    void aPollGivesWhatThereIsAndItsCursorGoesOn() throws Exception {
        var begin = cursorNow();
        var events = announce("V-V1_POLL-1200000000-3600", 3);

        var first = patiently("?dataset=V-V1_POLL*&limit=2&wait=10s&after=" + begin, 2);
        var second = patiently("?dataset=V-V1_POLL*&wait=10s&after=" + cursor(first), 1);

        var all = new ArrayList<>(ids(first));
        all.addAll(ids(second));
        assertThat(all).containsExactlyElementsOf(ids(events));
        assertThat(first.path("events").path(1).path("cursor").stringValue()).isEqualTo(cursor(first));
        assertThat(first.path("events")
                        .path(0)
                        .path("event")
                        .path("data")
                        .path("event_type")
                        .stringValue())
                .isEqualTo("chunk-stored");
        assertThat(first.has("loss")).isFalse();
    }

    @Test
    void aPollWaitsForTheFirstEvent() throws Exception {
        var begin = cursorNow();
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.sendAsync(
                    request("/v1/events?dataset=V-V1_AWAITED*&wait=60s&after=" + begin, member),
                    HttpResponse.BodyHandlers.ofString());
            var event = Chunks.stored("V-V1_AWAITED-1200000000-3600", 1_200_000_001);
            SURROUNDINGS.announce(event);

            assertThat(ids(JSON.readTree(answer.get().body()))).containsExactly(event.id());
        }
    }

    @Test
    void aPollThatHearsNothingMovesOn() throws Exception {
        var begin = cursorNow();
        announce("V-V1_OTHERS-1200000000-3600", 3);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> ids(page("?dataset=V-V1_OTHERS*&after=" + begin)).size() == 3);

        var page = page("?dataset=none&after=" + begin);

        assertThat(page.path("events").isEmpty()).isTrue();
        assertThat(ids(page("?dataset=V-V1_OTHERS*&after=" + cursor(page)))).isEmpty();
    }

    @Test
    void whoIsFarBehindGetsEverythingPageByPageThroughTheLogIntoTheTail() throws Exception {
        var begin = cursorNow();
        var events = announce("V-V1_BEHIND-1200000000-3600", 10 * TAIL_EVENTS);
        try (var stream = listen("?dataset=V-V1_BEHIND*&after=" + begin)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> stream.received().size() == events.size());
            assertThat(stream.eventIds()).containsExactlyElementsOf(ids(events));

            var paged = new ArrayList<String>();
            var cursor = begin;
            while (paged.size() < events.size()) {
                var page = page("?dataset=V-V1_BEHIND*&limit=7&wait=10s&after=" + cursor);
                paged.addAll(ids(page));
                cursor = cursor(page);
            }
            assertThat(paged).containsExactlyElementsOf(ids(events));
            assertThat(stream.received().getLast().id()).isEqualTo(cursor);
        }
    }

    @Test
    void aReaderRewindsToATime() throws Exception {
        var before = announce("V-V1_REWIND-1200000000-3600", 2);
        awaitAll("V-V1_REWIND*", 2);
        var lastBefore = notified(before.getLast());
        await().until(() -> Instant.now().isAfter(lastBefore.plusMillis(1)));
        var time = Instant.now();
        var after = Chunks.stored("V-V1_REWIND-1200000000-3600", 1_200_000_099);
        SURROUNDINGS.announce(after);
        awaitAll("V-V1_REWIND*", 3);

        assertThat(ids(page("?dataset=V-V1_REWIND*&from=" + time))).containsExactly(after.id());
        assertThat(ids(page("?dataset=V-V1_REWIND*&from=" + Instant.now().plusSeconds(3600))))
                .isEmpty();
        assertThat(ids(page("?dataset=V-V1_REWIND*&from=2000-01-01T00:00:00Z"))).hasSize(3);
    }

    @Test
    void aReaderOfKafkaGoesOnByHttpAndBack() throws Exception {
        var topic = "strainlake.events.virgo.proprietary";
        var events = announce("V-V1_CROSS-1200000000-3600", 4);
        awaitAll("V-V1_CROSS*", 4);
        var second = SURROUNDINGS.all(topic).stream()
                .filter(each -> events.get(1)
                        .id()
                        .equals(header(each.headers().lastHeader("ce_id").value())))
                .findFirst()
                .orElseThrow();

        var cursor = json("/v1/cursors?topic=" + topic + "&offset=" + second.offset(), member)
                .path("cursor")
                .stringValue();
        var page = page("?experiment=virgo&dataset=V-V1_CROSS*&limit=1&after=" + cursor);
        var places = json("/v1/cursors/" + cursor(page), member).path("places");

        assertThat(ids(page)).containsExactly(events.get(2).id());
        var place = places.valueStream()
                .filter(each -> each.path("topic").stringValue().equals(topic))
                .findFirst()
                .orElseThrow();
        assertThat(place.path("partition").intValue()).isZero();
        assertThat(place.path("offset").longValue()).isEqualTo(second.offset() + 2);
    }

    @Test
    void cursorsOfAClosedLogAreForItsReadersOnly() throws Exception {
        var topic = "strainlake.events.virgo.proprietary";
        var cursor = json("/v1/cursors?topic=" + topic + "&offset=0", member)
                .path("cursor")
                .stringValue();

        assertThat(get("/v1/cursors/" + cursor, null).statusCode()).isEqualTo(401);
        assertThat(get("/v1/cursors?topic=" + topic + "&offset=0", null).statusCode())
                .isEqualTo(401);
        var outsider = issuer.ofGroups(Instant.now().plusSeconds(3600), "/other");
        assertThat(get("/v1/cursors/" + cursor, outsider).statusCode()).isEqualTo(403);
        assertThat(get("/v1/cursors?topic=strainlake.events.none.proprietary&offset=0", outsider)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aSlowReaderWhomTheLogOutlivedIsToldWhatItLost() throws Exception {
        var before = Chunks.stored("V-V1_LOSS-1200000000-3600", 1_200_000_001);
        try (var slow = new Socket(InetAddress.getLoopbackAddress(), port())) {
            slow.getOutputStream()
                    .write(("GET /v1/events?dataset=V-V1_LOSS* HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                                    + "Accept: text/event-stream\r\nAuthorization: Bearer " + member + "\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            var lines = new BufferedReader(new InputStreamReader(slow.getInputStream(), StandardCharsets.UTF_8));
            nextOf(lines, "id: ");
            SURROUNDINGS.announce(before);
            for (int i = 0; i < 80; i++) {
                SURROUNDINGS.announce(Chunks.big("V-V1_LOSS-1200000000-3600", 1_200_000_100 + i, 400_000));
            }
            awaitNewest("V-V1_LOSS-1200000179-1.h5");
            SURROUNDINGS.forget("strainlake.events.virgo.proprietary");
            var after = Chunks.stored("V-V1_LOSS-1200000000-3600", 1_200_000_999);
            SURROUNDINGS.announce(after);

            nextOf(lines, "event: loss");
            var id = lines.readLine();
            var loss = JSON.readTree(lines.readLine().substring("data: ".length()));
            assertThat(new FeedSchemas().faults("loss.schema.json", loss)).isEmpty();
            assertThat(id).isEqualTo("id: " + loss.path("oldest").stringValue());
            assertThat(Instant.parse(loss.path("from").stringValue()))
                    .isBeforeOrEqualTo(Instant.parse(loss.path("to").stringValue()));
            assertThat(nextOf(lines, "data: ")).contains(after.id());
            var gone = get("/v1/events?after=" + loss.path("after").stringValue(), member);
            assertThat(gone.statusCode()).isEqualTo(410);
            assertThat(ids(page("?dataset=V-V1_LOSS*&after="
                            + JSON.readTree(gone.body()).path("oldest").stringValue())))
                    .containsExactly(after.id());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "?wait=soon, wait",
        "?wait=61s, wait",
        "?wait=-1s, wait",
        "?limit=0, limit",
        "?limit=many, limit",
        "?limit=1001, limit",
        "?container=a%3Fb, container",
        "?from=2026-13-01T00:00:00Z, from"
    })
    void aBadParameterIsNamed(String query, String parameter) throws Exception {
        assertNamed(get("/v1/events" + query, member), parameter);
    }

    @ParameterizedTest
    @CsvSource({
        "?offset=1, topic",
        "?topic=strainlake.journey&offset=1, topic",
        "?topic=strainlake.events.virgo.public, offset",
        "?topic=strainlake.events.virgo.public&offset=-1, offset",
        "?topic=strainlake.events.virgo.public&offset=99999999999999999999, offset",
        "?topic=strainlake.events.virgo.public&offset=1&x=2, x",
        "/nonsense, cursor"
    })
    void aBadParameterOfACursorIsNamed(String query, String parameter) throws Exception {
        assertNamed(get("/v1/cursors" + query, member), parameter);
    }

    private static String nextOf(BufferedReader lines, String beginning) throws IOException {
        var line = lines.readLine();
        while (line != null && !line.startsWith(beginning)) {
            line = lines.readLine();
        }
        assertThat(line).as(beginning).isNotNull();
        return line;
    }

    private static void assertNamed(HttpResponse<String> answer, String parameter) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).path("parameter").stringValue()).isEqualTo(parameter);
    }

    private static List<FeedEvent> announce(String dataset, int count) throws Exception {
        var events = LongStream.range(0, count)
                .mapToObj(i -> Chunks.stored(dataset, 1_200_000_001 + i))
                .toList();
        for (var event : events) {
            SURROUNDINGS.announce(event);
        }
        return events;
    }

    private static void awaitAll(String dataset, int count) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> ids(page("?from=oldest&dataset=" + dataset)).size() == count);
    }

    private static void awaitNewest(String name) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> SURROUNDINGS.all("strainlake.events.virgo.proprietary").stream()
                        .anyMatch(each -> header(
                                        each.headers().lastHeader("ce_subject").value())
                                .endsWith(name)));
    }

    private static Instant notified(FeedEvent event) {
        return SURROUNDINGS.all("strainlake.events.virgo.proprietary").stream()
                .filter(each -> event.id()
                        .equals(header(each.headers().lastHeader("ce_id").value())))
                .map(each -> Instant.ofEpochMilli(each.timestamp()))
                .findFirst()
                .orElseThrow();
    }

    private static String header(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }

    /** The first page with so many events. */
    private static JsonNode patiently(String query, int count) {
        Callable<JsonNode> attempt = () -> page(query);
        return await().atMost(Duration.ofSeconds(60))
                .until(attempt, page -> ids(page).size() == count);
    }

    private static String cursorNow() throws Exception {
        return cursor(page("?from=now"));
    }

    private static String cursor(JsonNode page) {
        return page.path("cursor").stringValue();
    }

    private static List<String> ids(JsonNode page) {
        return page.path("events")
                .valueStream()
                .map(item -> item.path("event").path("id").stringValue())
                .toList();
    }

    private static List<String> ids(List<FeedEvent> events) {
        return events.stream().map(FeedEvent::id).toList();
    }

    private static JsonNode page(String query) throws Exception {
        return json("/v1/events" + query, member);
    }

    private static JsonNode json(String path, String token) throws Exception {
        var answer = get(path, token);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        return JSON.readTree(answer.body());
    }

    private static HttpResponse<String> get(String path, @Nullable String token) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request(path, token), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static HttpRequest request(String path, @Nullable String token) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request.build();
    }

    private static Listener listen(String query) throws Exception {
        return Listener.open(URI.create("http://127.0.0.1:" + port() + "/v1/events" + query), member, null);
    }

    private static int port() {
        return service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }
}
