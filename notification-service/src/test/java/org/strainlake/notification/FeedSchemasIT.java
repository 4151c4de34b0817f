package org.strainlake.notification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jms.listener.DefaultMessageListenerContainer;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.embargo.Embargo;
import org.strainlake.event.EventType;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.event.FilePayload;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.DidPattern;
import org.strainlake.lake.FileEntry;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What {@code docs/feed} says is what the service sends: every kind of event, on every way out. */
class FeedSchemasIT {
    private static final Surroundings SURROUNDINGS = Surroundings.get();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final FeedSchemas SCHEMAS = new FeedSchemas();
    private static final List<String> TOPICS =
            List.of("strainlake.events.virgo.public", "strainlake.events.virgo.proprietary");
    private static final DataIdentifier FOUND_IN = new DataIdentifier("virgo", "V-V1_SCHEMAFOUND-1700000000-3600");

    private static final Set<String> SENT = new HashSet<>();

    private static Broker broker;
    private static Issuer issuer;
    private static ConfigurableApplicationContext service;
    private static String member;

    @BeforeAll
    static void sendEveryKindOfEvent() throws Exception {
        broker = new Broker();
        broker.start();
        issuer = new Issuer();
        member = issuer.ofGroups(Instant.now().plusSeconds(3600), "/virgo");
        service = SURROUNDINGS.start(
                Map.of(
                        "spring.activemq.broker-url", broker.url(),
                        "strainlake.outbound.heartbeat", "300ms",
                        "strainlake.reconcile.interval", "500ms",
                        "strainlake.reconcile.grace", "1s",
                        "strainlake.reconcile.datasets", "virgo:*",
                        "strainlake.reconcile.rses", "CERN-PROMPT",
                        "strainlake.token.resource.issuers[0].issuer", issuer.name(),
                        "strainlake.token.resource.issuers[0].jwks-uri", issuer.keys()),
                WithCatalogue.class);
        patiently(() -> service.getBeansOfType(DefaultMessageListenerContainer.class).values().stream()
                .allMatch(DefaultMessageListenerContainer::isRegisteredWithDestination));

        for (var dataset : List.of("V-V1_OPENSCHEMA-1700000000-3600", "V-V1_SCHEMA-1700000000-3600")) {
            announce(Chunks.stored(dataset, 1_700_000_001).in(new DataIdentifier("virgo", "V-V1_SCHEMA")));
            announce(Chunks.attached(dataset, 1_700_000_001));
            announce(replayedAndSealed(dataset));
        }
        for (var body : capturedFromRucio()) {
            SENT.add(FeedCodec.bodyId(body));
            broker.sendBytes("rucio.events", body);
        }
        var found = new FileEntry(
                new DataIdentifier("virgo", "V-V1_SCHEMAFOUND-1700000001-1.h5"),
                3,
                Adler32Checksum.of(new byte[] {1, 2, 3}));
        SENT.add(FeedCodec.fileId(EventType.FILE_ATTACHED, found.did(), FOUND_IN, "CERN-PROMPT", 0));
        service.getBean(FakeCatalogue.class).put(FOUND_IN, found);
        releaseOne();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(inLogs())
                        .extracting(each -> headers(each).get("ce_id"))
                        .hasSize(SENT.size() + 1) // what is released is told again, with its id
                        .hasSameElementsAs(SENT));
    }

    private static void releaseOne() throws Exception {
        var dataset = new DataIdentifier("virgo", "V-V1_SCHEMALIFTED-1700000000-3600");
        announce(Chunks.stored(dataset.name(), 1_700_000_003));
        patiently(() -> inLogs().stream()
                .anyMatch(each -> dataset.toString().equals(headers(each).get("ce_dataset"))));
        var lifted = new Embargo(
                "datasets/" + dataset,
                "closed-7f3a90c2",
                1,
                "virgo",
                List.of(DidPattern.parse(dataset.toString())),
                List.of("/virgo"),
                null,
                false,
                List.of(),
                Instant.parse("2026-11-24T12:00:00Z"));
        SENT.add(FeedCodec.lifted(lifted).id());
        SURROUNDINGS.publish(lifted);
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        broker.stop();
        issuer.close();
    }

    @Test
    void everyRecordHasTheHeadersAndTheBodyThatTheSchemasSay() {
        assertThat(inLogs())
                .allSatisfy(each ->
                        assertThat(SCHEMAS.faults(headers(each), each.value())).isEmpty());
    }

    @Test
    void everyServerSentEventIsAsTheSchemaSays() throws Exception {
        assertThat(overServerSentEvents())
                .allSatisfy(event ->
                        assertThat(SCHEMAS.faults("event.schema.json", event)).isEmpty());
    }

    @Test
    void everyPageIsAsTheSchemaSays() throws Exception {
        var seen = new TreeSet<String>();
        var place = "from=oldest";
        while (!seen.containsAll(SENT)) {
            var page = get("/v1/events?limit=50&" + place);
            assertThat(SCHEMAS.faults("page.schema.json", page)).isEmpty();
            page.path("events")
                    .forEach(each -> seen.add(each.path("event").path("id").stringValue()));
            place = "wait=10s&after=" + page.path("cursor").stringValue();
        }
    }

    @Test
    void everythingThatTheSchemasNameIsReallySent() throws Exception {
        var attributes = new TreeSet<String>();
        var members = new TreeSet<String>();
        var ofEmbargo = new TreeSet<String>();
        for (var event : overServerSentEvents()) {
            attributes.addAll(paths("", (ObjectNode) event, "data"));
            if (event.path("source").stringValue().equals("/strainlake/embargo")) {
                ofEmbargo.addAll(paths("", (ObjectNode) event.path("data"), ""));
            } else if (!event.path("source").stringValue().equals("/strainlake/rucio")) {
                members.addAll(paths("", (ObjectNode) event.path("data"), ""));
            }
        }

        assertThat(attributes).isEqualTo(FeedSchemas.members("event.schema.json"));
        assertThat(members).isEqualTo(FeedSchemas.members("file.schema.json"));
        assertThat(ofEmbargo).isEqualTo(FeedSchemas.members("embargo.schema.json"));
    }

    @Test
    void whatNoSchemaNamesIsNoticedWhereverItStands() throws Exception {
        var event = overServerSentEvents().stream()
                .filter(each -> each.at("/data/payload/chunk/replayOf").isObject())
                .findFirst()
                .orElseThrow();

        for (var place : List.of(
                "",
                "/data",
                "/data/payload",
                "/data/payload/chunk",
                "/data/payload/chunk/replayOf",
                "/data/payload/sealed")) {
            var changed = event.deepCopy();
            ((ObjectNode) changed.at(place)).put("unknown", 1);
            assertThat(SCHEMAS.faults("event.schema.json", changed)).as(place).isNotEmpty();
        }
        var headers = new HashMap<>(headers(inLogs().getFirst()));
        headers.put("ce_unknown", "x");
        assertThat(SCHEMAS.faults(headers, inLogs().getFirst().value())).isNotEmpty();
    }

    @Test
    void theAsyncApiDocumentNamesTheTopicsThatAreReadAndHowTheyAreKept() throws Exception {
        var channels = FeedDescriptionTest.asyncApi().path("channels");
        var environment = service.getEnvironment();
        var announcements = channels.path("announcements").path("address").stringValue();
        assertThat(environment
                        .getRequiredProperty("spring.cloud.stream.bindings.announcements-in-0.destination")
                        .split(","))
                .containsExactlyInAnyOrder(
                        announcements.replace("{experiment}", "virgo"), announcements.replace("{experiment}", "ligo"));
        assertThat(environment.getRequiredProperty("spring.cloud.stream.bindings.announcements-in-0.group"))
                .isEqualTo(FeedDescriptionTest.asyncApi()
                        .at("/operations/hearAnnouncements/bindings/kafka/groupId/const")
                        .stringValue());

        var settings = new Properties();
        settings.put("bootstrap.servers", environment.getRequiredProperty("spring.cloud.stream.kafka.binder.brokers"));
        try (var admin = Admin.create(settings)) {
            for (var topic : TOPICS) {
                var kafka = channels.at("/events/bindings/kafka");
                assertThat(admin.describeTopics(List.of(topic))
                                .allTopicNames()
                                .get()
                                .get(topic)
                                .partitions())
                        .hasSize(kafka.path("partitions").intValue());
                var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
                var config =
                        admin.describeConfigs(List.of(resource)).all().get().get(resource);
                assertThat(config.get("cleanup.policy").value())
                        .isEqualTo(
                                kafka.at("/topicConfiguration/cleanup.policy/0").stringValue());
                assertThat(config.get("retention.ms").value())
                        .isEqualTo(kafka.at("/topicConfiguration/retention.ms").asString());
            }
        }
    }

    @Test
    void theAsyncApiDocumentNamesTheParametersThatTheServiceTakes() throws Exception {
        var schemas = FeedDescriptionTest.asyncApi().at("/components/schemas");
        var named = new TreeSet<String>();
        named.addAll(schemas.at("/query/properties").propertyNames());
        named.addAll(schemas.at("/pollQuery/properties").propertyNames());

        assertThat(get("/v3/api-docs")
                        .path("paths")
                        .path(FeedDescriptionTest.asyncApi()
                                .at("/channels/stream/address")
                                .stringValue())
                        .at("/get/parameters")
                        .valueStream())
                .filteredOn(parameter -> parameter.path("in").stringValue().equals("query"))
                .extracting(parameter -> parameter.path("name").stringValue())
                .containsExactlyInAnyOrderElementsOf(named);
    }

    private static List<ConsumerRecord<byte[], byte[]>> inLogs() {
        return TOPICS.stream()
                .flatMap(topic -> SURROUNDINGS.all(topic).stream())
                .filter(each -> SENT.contains(headers(each).get("ce_id")))
                .toList();
    }

    /** What a member hears, and of what anybody hears the event that was released. */
    private static List<JsonNode> overServerSentEvents() throws Exception {
        try (var ofMember = Listener.open(uri("/v1/events?from=oldest"), member, null);
                var ofAnybody = Listener.open(uri("/v1/events?from=oldest"), null, null)) {
            patiently(() -> ofMember.eventIds().containsAll(SENT)
                    && ofAnybody.received().stream()
                            .anyMatch(each -> each.event().has("released")));
            return Stream.concat(
                            ofMember.received().stream(),
                            ofAnybody.received().stream()
                                    .filter(each -> each.event().has("released")))
                    .filter(each -> SENT.contains(each.eventId()))
                    .map(Listener.Received::event)
                    .toList();
        }
    }

    /** The members of a document as paths; not those below {@code whole}. */
    private static Set<String> paths(String path, ObjectNode object, String whole) {
        var found = new TreeSet<String>();
        object.properties().forEach(each -> {
            found.add(path + each.getKey());
            if (each.getValue() instanceof ObjectNode child && !each.getKey().equals(whole)) {
                found.addAll(paths(path + each.getKey() + ".", child, whole));
            }
        });
        return found;
    }

    private static void announce(FeedEvent event) throws Exception {
        SENT.add(event.id());
        SURROUNDINGS.announce(event);
    }

    private static FeedEvent replayedAndSealed(String dataset) {
        var event = Chunks.stored(dataset, 1_700_000_002);
        var payload = FeedCodec.payload(event);
        var chunk = payload.chunk();
        return FeedCodec.ofFile(
                event.type(),
                event.source(),
                event.time(),
                event.experiment(),
                event.proprietary(),
                new FilePayload(
                        payload.scope(),
                        payload.name(),
                        payload.datasetScope(),
                        payload.dataset(),
                        payload.rse(),
                        payload.url(),
                        payload.bytes(),
                        payload.adler32(),
                        payload.sha256(),
                        new FilePayload.Chunk(
                                chunk.run(),
                                chunk.stream(),
                                chunk.channel(),
                                chunk.gpsStart(),
                                chunk.seconds(),
                                chunk.sampleRateHz(),
                                chunk.created(),
                                new FilePayload.Origin("H-H1_LOSC_4_V1-1167559920-32.hdf5", 1_167_559_925)),
                        new FilePayload.Sealed("1", "2", "AA==", 3, payload.adler32(), payload.sha256())),
                0,
                event.detector());
    }

    /** Bodies of a real Rucio, under names that no other test sends; a trace is none of its events. */
    private static List<byte[]> capturedFromRucio() throws IOException {
        var bodies = new ArrayList<byte[]>();
        try (var files = Files.newDirectoryStream(Path.of("src", "test", "resources", "rucio"), "*.json")) {
            for (var file : files) {
                if (!file.endsWith("trace-upload.json")) {
                    bodies.add(Files.readString(file)
                            .replaceAll("a3ee311f|edf55ef6", "5c4e3aaa")
                            .getBytes(UTF_8));
                }
            }
        }
        assertThat(bodies).hasSizeGreaterThanOrEqualTo(18);
        return bodies;
    }

    private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> each) {
        var headers = new HashMap<String, String>();
        Arrays.stream(each.headers().toArray())
                .forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        return headers;
    }

    private static JsonNode get(String path) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(
                    HttpRequest.newBuilder(uri(path))
                            .header("Authorization", "Bearer " + member)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return JSON.readTree(answer.body());
        }
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:"
                + service.getEnvironment().getRequiredProperty("local.server.port", Integer.class) + path);
    }

    private static void patiently(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(60)).until(condition);
    }

    @TestConfiguration
    static class WithCatalogue {
        @Bean
        FakeCatalogue catalogue() {
            return new FakeCatalogue();
        }
    }
}
