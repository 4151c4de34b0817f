package org.strainlake.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jms.listener.DefaultMessageListenerContainer;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.emulator.EmulatorSettings;
import org.strainlake.emulator.LakeEmulator;
import org.strainlake.event.EventType;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.journey.Deviation;
import org.strainlake.journey.JourneyCodec;
import org.strainlake.journey.JourneyRecord;
import org.strainlake.lake.DataIdentifier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service on an emulated lake: its catalogue, its traces, its issuer. */
class ReconcileIT {
    private static final Surroundings SURROUNDINGS = Surroundings.get();
    private static final String PROPRIETARY = "strainlake.events.virgo.proprietary";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final byte[] BYTES = {1, 2, 3};
    private static final String FAULT_KEY = "the-key-of-faults";

    private static LakeEmulator lake;
    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void start() throws Exception {
        var directory = Files.createTempDirectory(Path.of("target"), "lake").toAbsolutePath();
        var key = Files.writeString(directory.resolveSibling(directory.getFileName() + "-key"), FAULT_KEY);
        lake = LakeEmulator.start(
                EmulatorSettings.inDirectory(directory).with("strainlake.emulator.fault.key-file", key.toString()));
        service = SURROUNDINGS.start(Map.ofEntries(
                Map.entry("spring.activemq.broker-url", lake.brokerUrl()),
                Map.entry("strainlake.inbound.client-id", "reconcile-it"),
                Map.entry("strainlake.lake.rucio.url", lake.url()),
                Map.entry("strainlake.token.client.token-endpoint", lake.tokenEndpoint()),
                Map.entry("strainlake.token.client.client-id", "notification"),
                Map.entry(
                        "strainlake.token.client.client-secret-file",
                        lake.settings().secretFile("notification")),
                Map.entry("strainlake.token.resource.issuers[0].issuer", lake.issuer()),
                Map.entry("strainlake.token.resource.issuers[0].jwks-uri", lake.jwksUri()),
                Map.entry("strainlake.reconcile.interval", "300ms"),
                Map.entry("strainlake.reconcile.grace", "1s"),
                Map.entry("strainlake.reconcile.transfer-end", "4s"),
                Map.entry("strainlake.reconcile.datasets", "virgo:*_LAKE*"),
                Map.entry("strainlake.reconcile.rses", "CERN-PROMPT")));
        patiently(() -> service.getBeansOfType(DefaultMessageListenerContainer.class).values().stream()
                .allMatch(DefaultMessageListenerContainer::isRegisteredWithDestination));
    }

    @AfterAll
    static void stop() {
        service.close();
        lake.close();
    }

    @Test
    void aFileOfAnOrdinaryClientIsToldLateAndToldAgainWhenItLeavesAndComesBack() throws Exception {
        var dataset = new DataIdentifier("virgo", "V-V1_LAKE-1400000000-3600");
        var stays = new DataIdentifier("virgo", "V-V1_LAKE-1400000001-1.h5");
        var leaves = new DataIdentifier("virgo", "V-V1_LAKE-1400000002-1.h5");
        create(dataset);
        attach(dataset, stays, leaves);
        awaitEvents(stays, EventType.FILE_ATTACHED);
        awaitEvents(leaves, EventType.FILE_ATTACHED);

        call("DELETE", path(dataset) + "/dids", Map.of("dids", List.of(json(leaves))));
        awaitEvents(leaves, EventType.FILE_ATTACHED, EventType.FILE_DETACHED);
        attach(dataset, leaves);
        awaitEvents(leaves, EventType.FILE_ATTACHED, EventType.FILE_DETACHED, EventType.FILE_ATTACHED);

        assertThat(events(stays)).hasSize(1);
        assertThat(events(leaves))
                .allSatisfy(event -> assertThat(event.source()).isEqualTo(FeedEvent.Source.RECONCILED))
                .extracting(FeedEvent::id)
                .containsExactly(
                        FeedCodec.fileId(EventType.FILE_ATTACHED, leaves, dataset, "CERN-PROMPT", 0),
                        FeedCodec.fileId(EventType.FILE_DETACHED, leaves, dataset, "CERN-PROMPT", 0),
                        FeedCodec.fileId(EventType.FILE_ATTACHED, leaves, dataset, "CERN-PROMPT", 1));
        patiently(() -> confirmed(leaves, 1) != null);
        var known = known(leaves).path("datasets").path(0).path("attachments");
        assertThat(known.path(0).path("detached").path("id").stringValue())
                .isEqualTo(events(leaves).get(1).id());
        assertThat(known.path(1).path("generation").intValue()).isEqualTo(1);
        assertThat(known.path(1).has("detached")).isFalse();
    }

    @Test
    void whatIsTracedAnnouncedAndFoundIsOneEventAndItsFileTellsWhatConfirmedIt() throws Exception {
        var stored = Chunks.stored("V-V1_LAKETHRICE-1400000000-3600", 1_400_000_001);
        var attached = Chunks.attached("V-V1_LAKETHRICE-1400000000-3600", 1_400_000_001);
        var file = attached.subject();
        create(attached.dataset());

        trace(file, attached.dataset());
        SURROUNDINGS.announce(stored);
        attach(attached.dataset(), file);
        SURROUNDINGS.announce(attached);
        patiently(() -> confirmed(file, 0) != null);
        trace(file, attached.dataset());
        SURROUNDINGS.announce(attached);
        patiently(() -> known(file).path("traces").size() == 2);

        assertThat(events(file)).containsExactly(stored, attached);
        var known = known(file);
        var inDataset = known.path("datasets").path(0);
        assertThat(known.path("datasets")).hasSize(1);
        assertThat(inDataset.path("dataset").stringValue()).isEqualTo(String.valueOf(attached.dataset()));
        assertThat(inDataset.path("stored").path("id").stringValue()).isEqualTo(stored.id());
        assertThat(inDataset.path("attachments")).hasSize(1);
        var attachment = inDataset.path("attachments").path(0);
        assertThat(attachment.path("id").stringValue()).isEqualTo(attached.id());
        assertThat(attachment.path("source").stringValue()).isEqualTo("announced");
        assertThat(attachment.path("generation").intValue()).isZero();
        assertThat(Instant.parse(attachment.path("confirmed").stringValue())).isBefore(Instant.now());
        assertThat(known.path("traces").path(0).path("rse").stringValue()).isEqualTo("CERN-PROMPT");
    }

    @Test
    void theLostEventOfACopyIsNamedAndMadeUpForAndNoneThatCameIs() throws Exception {
        var dataset = new DataIdentifier("virgo", "V-V1_COPIES-1400000000-3600");
        var lost = new DataIdentifier("virgo", "V-V1_COPIES-1400000001-1.h5");
        var told = new DataIdentifier("virgo", "V-V1_COPIES-1400000002-1.h5");
        create(dataset);
        for (var file : List.of(lost, told)) {
            store(file);
            attach(dataset, file);
        }
        call(
                "PUT",
                "/faults/lost",
                Map.of("face", "events", "path", "transfer-done", "did", lost.toString(), "harm", "drop"));
        call(
                "POST",
                "/rules/",
                Map.of("dids", List.of(json(dataset)), "account", "virgo", "copies", 1, "rse_expression", "CNAF-DISK"));

        patiently(() -> types(lost).contains(EventType.TRANSFER_DONE));
        patiently(() -> types(told).contains(EventType.TRANSFER_DONE));
        patiently(() -> !lostEvents().isEmpty());

        assertThat(done(lost).source()).isEqualTo(FeedEvent.Source.RECONCILED);
        assertThat(done(lost).rse()).isEqualTo("CNAF-DISK");
        assertThat(done(lost).dataset()).isEqualTo(dataset);
        assertThat(done(lost).gpsStart()).isEqualTo(1_400_000_001);
        assertThat(done(told).source()).isEqualTo(FeedEvent.Source.RUCIO);
        assertThat(lostEvents()).extracting(JourneyRecord.DeviationSeen::did).containsExactly(lost);
        patiently(() -> SURROUNDINGS.all("strainlake.journey").stream()
                .map(message -> JourneyCodec.read(message.value()))
                .anyMatch(each -> each instanceof JourneyRecord.CopyArrived(var file, var rse, var _)
                        && file.equals(lost)
                        && rse.equals("CNAF-DISK")));
    }

    private static List<JourneyRecord.DeviationSeen> lostEvents() {
        return SURROUNDINGS.all("strainlake.journey").stream()
                .map(message -> JourneyCodec.read(message.value()))
                .filter(JourneyRecord.DeviationSeen.class::isInstance)
                .map(JourneyRecord.DeviationSeen.class::cast)
                .filter(seen -> seen.deviation() == Deviation.EVENT_LOST)
                .toList();
    }

    private static List<String> types(DataIdentifier file) {
        return events(file).stream().map(FeedEvent::type).toList();
    }

    private static FeedEvent done(DataIdentifier file) {
        var done = events(file).stream()
                .filter(event -> event.type().equals(EventType.TRANSFER_DONE))
                .toList();
        assertThat(done).hasSize(1);
        return done.getFirst();
    }

    private static void store(DataIdentifier file) throws Exception {
        var lfn = file.toString();
        var places = request("GET", "/rses/CERN-PROMPT/lfns2pfns?lfn=" + lfn, null);
        var address = JSON.readTree(places).path(lfn).stringValue();
        var request = HttpRequest.newBuilder(URI.create(address))
                .header(
                        "Authorization",
                        "Bearer " + lake.token("w", lake.storageAudience("CERN-PROMPT"), "storage.create:/"))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(BYTES))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            assertThat(http.send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(201);
        }
    }

    private static void create(DataIdentifier dataset) throws Exception {
        call("POST", path(dataset), Map.of("type", "DATASET"));
    }

    private static void attach(DataIdentifier dataset, DataIdentifier... files) throws Exception {
        var dids = List.of(files).stream()
                .map(file -> Map.of(
                        "scope",
                        file.scope(),
                        "name",
                        file.name(),
                        "bytes",
                        BYTES.length,
                        "adler32",
                        Adler32Checksum.of(BYTES).hex(),
                        "type",
                        "FILE"))
                .toList();
        call(
                "POST",
                "/dids/attachments",
                List.of(Map.of("scope", dataset.scope(), "name", dataset.name(), "rse", "CERN-PROMPT", "dids", dids)));
    }

    private static void trace(DataIdentifier file, DataIdentifier dataset) throws Exception {
        call(
                "POST",
                "/traces/",
                Map.of(
                        "eventType", "upload",
                        "scope", file.scope(),
                        "filename", file.name(),
                        "datasetScope", dataset.scope(),
                        "dataset", dataset.name(),
                        "remoteSite", "CERN-PROMPT",
                        "uuid", UUID.randomUUID().toString()));
    }

    private static String path(DataIdentifier did) {
        return "/dids/" + did.scope() + "/" + did.name();
    }

    private static Map<String, String> json(DataIdentifier did) {
        return Map.of("scope", did.scope(), "name", did.name());
    }

    private static void call(String method, String path, Object body) throws Exception {
        request(method, path, body);
    }

    private static String request(String method, String path, @Nullable Object body) throws Exception {
        var request = HttpRequest.newBuilder(lake.url().resolve(path))
                .header("X-Rucio-Auth-Token", lake.token("uploader", "rucio", "openid profile"))
                .header("Authorization", "Bearer " + FAULT_KEY)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
            return answer.body();
        }
    }

    private static @Nullable String confirmed(DataIdentifier file, int attachment) throws Exception {
        var confirmed = known(file)
                .path("datasets")
                .path(0)
                .path("attachments")
                .path(attachment)
                .path("confirmed");
        return confirmed.isString() ? confirmed.stringValue() : null;
    }

    private static JsonNode known(DataIdentifier file) throws Exception {
        var port = service.getEnvironment().getRequiredProperty("local.server.port");
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/v1/files/" + file.scope() + "/" + file.name()))
                .header("Authorization", "Bearer " + lake.token("reader", Issuer.AUDIENCE, "", "/virgo"))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            return JSON.readTree(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        }
    }

    private static void awaitEvents(DataIdentifier file, String... types) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(events(file)).extracting(FeedEvent::type).containsExactly(types));
    }

    private static List<FeedEvent> events(DataIdentifier file) {
        return SURROUNDINGS.events(PROPRIETARY, file);
    }

    private static void patiently(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(60)).until(condition);
    }
}
