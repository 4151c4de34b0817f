package org.strainlake.notification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jms.listener.DefaultMessageListenerContainer;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.event.EventType;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.journey.JourneyCodec;
import org.strainlake.journey.JourneyRecord;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.FileEntry;
import org.strainlake.notification.inbound.PutAside;
import tools.jackson.databind.json.JsonMapper;

/** The truth path: Rucio's events over a real ActiveMQ, and the comparison with the catalogue. */
class RucioIT {
    private static final Surroundings SURROUNDINGS = Surroundings.get();
    private static final String PROPRIETARY = "strainlake.events.virgo.proprietary";
    private static final DataIdentifier DATASET_OF_EVENTS = new DataIdentifier("virgo", "ev-a3ee311f");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static Broker broker;
    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void startTheServiceBeforeTheBroker() throws Exception {
        broker = new Broker();
        service = SURROUNDINGS.start(
                Map.of(
                        "spring.activemq.broker-url", broker.url(),
                        "strainlake.reconcile.interval", "500ms",
                        "strainlake.reconcile.grace", "1s",
                        "strainlake.reconcile.datasets", "virgo:*",
                        "strainlake.reconcile.rses", "CERN-PROMPT"),
                WithCatalogue.class);
        assertThat(health("activemq")).isEqualTo(503);
        broker.start();
        awaitSubscription();
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        broker.stop();
    }

    @Test
    void anEventOfRucioSentTwiceStandsInTheLogOnceAndUnchanged() throws Exception {
        var body = body("transfer-done");
        var file = new DataIdentifier("virgo", "V-V1_ev_a3ee311f-1400000001-1.gwf");

        broker.sendBytes("rucio.events", body);
        broker.sendText("rucio.events", body);
        broker.sendBytes("rucio.events", body("create_dts"));

        patiently(() -> !SURROUNDINGS.events(PROPRIETARY, DATASET_OF_EVENTS).isEmpty());
        assertThat(SURROUNDINGS.events(PROPRIETARY, file)).singleElement().satisfies(event -> {
            assertThat(event.body()).isEqualTo(body);
            assertThat(event.source()).isEqualTo(FeedEvent.Source.RUCIO);
            assertThat(event.id()).isEqualTo(FeedCodec.bodyId(body));
        });
    }

    @Test
    void aCopyThatRucioMadeIsToldToTheBook() throws Exception {
        broker.sendBytes("rucio.events", body("transfer-done"));

        patience()
                .untilAsserted(() -> assertThat(SURROUNDINGS.all("strainlake.journey"))
                        .extracting(each -> JourneyCodec.read(each.value()))
                        .contains(new JourneyRecord.CopyArrived(
                                new DataIdentifier("virgo", "V-V1_ev_a3ee311f-1400000001-1.gwf"),
                                "EGO-ARCHIVE",
                                Instant.parse("2026-11-23T07:09:11.145185Z"))));
    }

    @Test
    void anEventOfNoExperimentIsPutAsideWithTheReason() throws Exception {
        var body = new String(body("close"), UTF_8).replace("virgo", "kagra").getBytes(UTF_8);

        broker.sendBytes("rucio.events", body);
        broker.sendBytes("rucio.events", body);

        patiently(() -> service.getBean(JdbcTemplate.class)
                .queryForList("select reason from put_aside where type = 'close'", String.class)
                .contains("no experiment has the scope kagra"));
    }

    @Test
    void whatIsNoEventIsKeptAsideCountedAndShownAndTheNextGetsThrough() throws Exception {
        double before = counted("strainlake.events.aside");
        var large = new byte[10_000_000];
        Arrays.fill(large, (byte) ' ');

        broker.sendBytes("rucio.events", large);
        broker.sendText("rucio.events", "no JSON at all".getBytes(UTF_8));
        broker.sendBytes("rucio.events", "{\"event_type\": \"bare\"}".getBytes(UTF_8));
        broker.sendBytes(
                "rucio.events", "{\"event_type\": \"timeless\", \"payload\": {\"scope\": \"virgo\"}}".getBytes(UTF_8));
        broker.sendBytes("rucio.events", "[]".getBytes(UTF_8));
        var next = new DataIdentifier("virgo", "after-the-misfits");
        broker.sendBytes(
                "rucio.events",
                new String(body("create_dts"), UTF_8)
                        .replace("ev-a3ee311f", next.name())
                        .getBytes(UTF_8));

        patiently(() -> SURROUNDINGS.events(PROPRIETARY, next).size() == 1);
        var aside = service.getBean(PutAside.class);
        assertThat(aside.newest(100))
                .extracting(PutAside.Item::reason)
                .contains(
                        "a body of 10000000 bytes",
                        "its payload names no scope",
                        "it has no created_at",
                        "it names no event_type")
                .anyMatch(reason -> reason.startsWith("it is no JSON"));
        assertThat(counted("strainlake.events.aside")).isEqualTo(before + 5);
        var health = get("/actuator/health/putAside");
        assertThat(health.statusCode()).isEqualTo(200);
        var shown = JSON.readTree(health.body());
        assertThat(shown.path("status").stringValue()).isEqualTo("UP");
        assertThat(shown.path("details").path("count").longValue()).isEqualTo(aside.count());
        assertThat(Instant.parse(shown.path("details").path("newest").stringValue()))
                .isEqualTo(aside.newest(1).getFirst().received());
    }

    @Test
    void aTraceIsAHintAndNeverAnEvent() throws Exception {
        var trace = new String(body("trace-upload"), UTF_8)
                .replaceFirst("\\{", "{\"filename\": \"V-V1_HINT-1-1.h5\",")
                .getBytes(UTF_8);

        broker.sendBytes(
                "rucio.tracer",
                new String(trace, UTF_8).replace("CERN-PROMPT", "\\u0000").getBytes(UTF_8));
        broker.sendBytes("rucio.tracer", "no trace".getBytes(UTF_8));
        broker.sendBytes("rucio.tracer", trace);

        patiently(() -> service.getBean(JdbcTemplate.class)
                .queryForList(
                        "select dataset from upload_hint where name = 'V-V1_HINT-1-1.h5' and rse = 'CERN-PROMPT'",
                        String.class)
                .contains("virgo:ev-a3ee311f"));
        assertThat(SURROUNDINGS.events(PROPRIETARY, new DataIdentifier("virgo", "V-V1_HINT-1-1.h5")))
                .isEmpty();
    }

    @Test
    void afterTheBrokerWasAwayItsEventsComeAgain() throws Exception {
        var name = new DataIdentifier("virgo", "after-the-break");
        broker.stop();
        patiently(() -> health("activemq") == 503);
        broker.start();
        awaitSubscription();

        broker.sendBytes(
                "rucio.events",
                new String(body("create_dts"), UTF_8)
                        .replace("ev-a3ee311f", name.name())
                        .getBytes(UTF_8));

        patiently(() -> SURROUNDINGS.events(PROPRIETARY, name).size() == 1);
        assertThat(health("activemq")).isEqualTo(200);
    }

    @Test
    void aFileThatWasNeverAnnouncedGetsItsEventLateUnderTheIdItWouldHaveHad() {
        var dataset = new DataIdentifier("virgo", "V-V1_FOREIGN-1400000000-3600");
        var file = file("V-V1_FOREIGN-1400000001-1.h5");
        catalogue().put(dataset, file);
        catalogue().close(dataset);

        patiently(() -> !SURROUNDINGS.events(PROPRIETARY, file.did()).isEmpty());
        assertThat(SURROUNDINGS.events(PROPRIETARY, file.did())).singleElement().satisfies(event -> {
            assertThat(event.source()).isEqualTo(FeedEvent.Source.RECONCILED);
            assertThat(event.type()).isEqualTo(EventType.FILE_ATTACHED);
            assertThat(event.id())
                    .isEqualTo(FeedCodec.fileId(EventType.FILE_ATTACHED, file.did(), dataset, "CERN-PROMPT", 0));
            assertThat(event.gpsStart()).isEqualTo(1400000001);
            assertThat(FeedCodec.payload(event).adler32()).isEqualTo(file.adler32());
        });
        patiently(() -> service.getBean(JdbcTemplate.class)
                .queryForList("select dataset from compared_dataset where state = 'finished'", String.class)
                .contains(dataset.toString()));
        long listings = catalogue().listings(dataset);
        awaitOneMoreRound();
        assertThat(catalogue().listings(dataset)).isEqualTo(listings);
    }

    @Test
    void aChunkWhoseAttachmentWasNotToldKeepsWhatItsFirstEventSaid() throws Exception {
        var stored = Chunks.stored("V-V1_LOSTEVENT-1400000000-3600", 1_400_000_001);
        SURROUNDINGS.announce(stored);
        catalogue().put(stored.dataset(), file(stored.subject().name()));

        patiently(() -> SURROUNDINGS.events(PROPRIETARY, stored.subject()).size() == 2);
        assertThat(SURROUNDINGS.events(PROPRIETARY, stored.subject()).getLast()).satisfies(event -> {
            assertThat(event.source()).isEqualTo(FeedEvent.Source.RECONCILED);
            assertThat(event.id())
                    .isEqualTo(Chunks.attached("V-V1_LOSTEVENT-1400000000-3600", 1_400_000_001)
                            .id());
            assertThat(FeedCodec.payload(event).chunk())
                    .isEqualTo(FeedCodec.payload(stored).chunk());
        });
    }

    @Test
    void anAnnouncedFileGetsNoSecondEvent() throws Exception {
        var attached = Chunks.attached("V-V1_KNOWN-1400000000-3600", 1_400_000_001);
        SURROUNDINGS.announce(attached);
        patiently(() -> !SURROUNDINGS.events(PROPRIETARY, attached.subject()).isEmpty());
        catalogue().put(attached.dataset(), file(attached.subject().name()));

        awaitOneMoreRound();

        assertThat(SURROUNDINGS.events(PROPRIETARY, attached.subject())).hasSize(1);
    }

    /** Until a file that appeared after this call has its event. */
    private static void awaitOneMoreRound() {
        var probe = file("probe-" + System.nanoTime());
        catalogue().put(new DataIdentifier("virgo", "dataset-of-" + probe.did().name()), probe);
        patiently(() -> !SURROUNDINGS.events(PROPRIETARY, probe.did()).isEmpty());
    }

    private static FileEntry file(String name) {
        return new FileEntry(new DataIdentifier("virgo", name), 3, Adler32Checksum.of(new byte[] {1, 2, 3}));
    }

    private static FakeCatalogue catalogue() {
        return service.getBean(FakeCatalogue.class);
    }

    private static void awaitSubscription() {
        patiently(() -> service.getBeansOfType(DefaultMessageListenerContainer.class).values().stream()
                .allMatch(DefaultMessageListenerContainer::isRegisteredWithDestination));
    }

    private static void patiently(Callable<Boolean> condition) {
        patience().until(condition);
    }

    private static ConditionFactory patience() {
        return await().atMost(Duration.ofSeconds(60));
    }

    private static int health(String part) throws IOException, InterruptedException {
        return get("/actuator/health/" + part).statusCode();
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        var port = service.getEnvironment().getProperty("local.management.port");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static double counted(String meter) {
        return service.getBean(MeterRegistry.class).get(meter).counter().count();
    }

    private static byte[] body(String name) throws IOException {
        try (var body = RucioIT.class.getResourceAsStream("/rucio/" + name + ".json")) {
            return Objects.requireNonNull(body).readAllBytes();
        }
    }

    @TestConfiguration
    static class WithCatalogue {
        @Bean
        FakeCatalogue catalogue() {
            return new FakeCatalogue();
        }
    }
}
