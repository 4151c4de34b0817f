package org.strainlake.notification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.strainlake.lake.DataIdentifier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Server-sent events, long poll and Kafka tell the same, in the same order, whatever is asked for. */
class WaysOutIT {
    private static final Surroundings SURROUNDINGS = Surroundings.get();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String PUBLIC = "strainlake.events.virgo.public";
    private static final String PROPRIETARY = "strainlake.events.virgo.proprietary";

    private static Issuer issuer;
    private static ConfigurableApplicationContext service;
    private static String member;

    @BeforeAll
    static void announceALot() throws Exception {
        issuer = new Issuer();
        member = issuer.ofGroups(Instant.now().plusSeconds(3600), "/virgo");
        service = SURROUNDINGS.start(Map.of(
                "strainlake.outbound.heartbeat",
                "300ms",
                "strainlake.token.resource.issuers[0].issuer",
                issuer.name(),
                "strainlake.token.resource.issuers[0].jwks-uri",
                issuer.keys()));
        for (int i = 0; i < 60; i++) {
            var dataset = List.of(
                            "V-V1_WAYSA-1800000000-3600", "V-V1_WAYSB-1800000000-3600", "V-V1_OPENWAYS-1800000000-3600")
                    .get(i % 3);
            var event = i % 2 == 0
                    ? Chunks.stored(dataset, 1_800_000_000L + i)
                    : Chunks.attached(dataset, 1_800_000_000L + i);
            SURROUNDINGS.announce(i % 5 == 0 ? event.in(new DataIdentifier("virgo", "V-V1_WAYS" + i % 2)) : event);
        }
        for (var topic : List.of(PUBLIC, PROPRIETARY)) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> inKafka(topic, Map.of("dataset", List.of("virgo:V-V1*WAYS*")))
                                    .size()
                            == (topic.equals(PUBLIC) ? 20 : 40));
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> poll("dataset=*WAYS*", member).events().size() == 60);
    }

    @AfterAll
    static void stop() {
        service.close();
        issuer.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "experiment=virgo",
                "dataset=virgo:V-V1_WAYS*",
                "dataset=V-V1_WAYSA*&dataset=*OPENWAYS*",
                "container=virgo:V-V1_WAYS*",
                "container=V-V1_WAYS1&type=file_attached_dts",
                "type=chunk-stored",
                "type=chunk-stored&type=transfer-done&dataset=*WAYS*",
                "scope=virgo&detector=V1",
                "detector=H1",
                "rse=CERN-PROMPT&rse=CNAF-DISK",
                "gps-start=1800000010&gps-end=1800000020",
                "gps-start=1800000055",
                "dataset=*WAYSB*&type=chunk-stored&gps-end=1800000030&rse=CERN-PROMPT"
            })
    void allWaysOutTellTheSameInTheSameOrder(String query) throws Exception {
        var filters = filters(query);
        var expected = new HashMap<String, List<String>>();
        for (var topic : List.of(PUBLIC, PROPRIETARY)) {
            expected.put(topic, inKafka(topic, filters));
        }

        var polled = poll(query, member);
        var streamed = stream(query, member, polled.cursor());

        assertThat(byTopic(polled.events())).isEqualTo(expected);
        assertThat(byTopic(streamed)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "type=chunk-stored", "dataset=*OPENWAYS*&gps-start=1800000030"})
    void aCursorIsTheSameOverBothWaysOfHttp(String query) throws Exception {
        var polled = poll(query, null);
        var streamed = stream(query, null, polled.cursor());

        assertThat(polled.events()).isNotEmpty();
        assertThat(streamed).isEqualTo(polled.events());
    }

    @Test
    void aCursorOfOneWayIsGoodForTheOther() throws Exception {
        var query = "dataset=*WAYS*";
        var all = poll(query, member).events();
        var middle = all.get(30);
        var rest = all.subList(31, all.size()).stream()
                .map(Listener.Received::eventId)
                .toList();

        try (var listener = Listener.open(uri(query), member, middle.id())) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> listener.eventIds().size() >= rest.size());
            assertThat(listener.eventIds()).containsExactlyInAnyOrderElementsOf(rest);
        }
        assertThat(page(query + "&after=" + middle.id(), member).path("events").valueStream())
                .extracting(each -> each.path("event").path("id").stringValue())
                .containsExactlyInAnyOrderElementsOf(rest);
    }

    /**
     * What a long poll gave.
     *
     * @param cursor the cursor at its end
     * @param events its events, each with its cursor
     */
    private record Polled(String cursor, List<Listener.Received> events) {}

    /** Everything that is kept, in small pages. */
    private static Polled poll(String query, @Nullable String token) throws Exception {
        var found = new ArrayList<Listener.Received>();
        var place = "from=oldest";
        while (true) {
            var page = page(query + "&limit=7&" + place, token);
            page.path("events")
                    .forEach(each ->
                            found.add(new Listener.Received(each.path("cursor").stringValue(), each.path("event"))));
            var cursor = page.path("cursor").stringValue();
            if (place.equals("after=" + cursor)) {
                return new Polled(cursor, found);
            }
            place = "after=" + cursor;
        }
    }

    /** What a stream gives until it has come to a cursor. */
    private static List<Listener.Received> stream(String query, @Nullable String token, String until) throws Exception {
        try (var listener = Listener.open(uri(query + "&from=oldest"), token, null)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> until.equals(listener.lastId()));
            return List.copyOf(listener.received());
        }
    }

    private static JsonNode page(String query, @Nullable String token) throws Exception {
        var request = HttpRequest.newBuilder(uri(query));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        var answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static Map<String, List<String>> byTopic(List<Listener.Received> events) {
        var found = new HashMap<String, List<String>>();
        for (var topic : List.of(PUBLIC, PROPRIETARY)) {
            found.put(
                    topic,
                    events.stream()
                            .filter(each -> topic.endsWith(
                                    "." + each.event().path("visibility").stringValue()))
                            .map(Listener.Received::eventId)
                            .toList());
        }
        return found;
    }

    /** Ids of the records whose headers pass, as a reader of Kafka would filter them. */
    private static List<String> inKafka(String topic, Map<String, List<String>> filters) {
        return SURROUNDINGS.all(topic).stream()
                .map(each -> {
                    var headers = new HashMap<String, String>();
                    Arrays.stream(each.headers().toArray())
                            .forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
                    return headers;
                })
                .filter(headers -> filters.entrySet().stream()
                        .allMatch(filter ->
                                filter.getValue().stream().anyMatch(value -> passes(filter.getKey(), value, headers))))
                .map(headers -> headers.get("ce_id"))
                .toList();
    }

    private static boolean passes(String filter, String value, Map<String, String> headers) {
        return switch (filter) {
            case "dataset", "container" -> passes(headers, filter, did -> matches(value, did));
            case "scope" ->
                Stream.of("subject", "dataset")
                        .anyMatch(name -> passes(headers, name, did -> did.startsWith(value + ":")));
            case "gps-start" ->
                passes(
                        headers,
                        "gpsstart",
                        start -> Long.parseLong(start) + Long.parseLong(headers.get("ce_gpsseconds"))
                                > Long.parseLong(value));
            case "gps-end" -> passes(headers, "gpsstart", start -> Long.parseLong(start) < Long.parseLong(value));
            default -> passes(headers, filter, value::equals);
        };
    }

    private static boolean passes(Map<String, String> headers, String attribute, Predicate<String> rule) {
        var value = headers.get("ce_" + attribute);
        return value != null && rule.test(value);
    }

    private static boolean matches(String pattern, String did) {
        var name = pattern.indexOf(':') < 0 ? did.substring(did.indexOf(':') + 1) : did;
        return Pattern.matches("\\Q" + pattern.replace("*", "\\E.*\\Q") + "\\E", name);
    }

    private static Map<String, List<String>> filters(String query) {
        var filters = new HashMap<String, List<String>>();
        for (var each : query.isEmpty() ? List.<String>of() : Arrays.asList(query.split("&"))) {
            var pair = each.split("=", 2);
            filters.computeIfAbsent(pair[0], name -> new ArrayList<>()).add(pair[1]);
        }
        return filters;
    }

    private static URI uri(String query) {
        var port = service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        return URI.create("http://127.0.0.1:" + port + "/v1/events?" + query.replaceFirst("^&", ""));
    }
}
