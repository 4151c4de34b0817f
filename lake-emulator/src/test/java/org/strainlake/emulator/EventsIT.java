package org.strainlake.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strainlake.checksum.Adler32Checksum;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The messages of a real Rucio are the pattern for ours: properties, bodies, kinds. */
class EventsIT {
    private static final byte[] BYTES = {1, 2, 3, 4, 5};
    private static final String FILE = "V-V1_EVENTS-1-1.h5";

    @TempDir
    Path directory;

    private final Queue<Received> received = new ConcurrentLinkedQueue<>();

    private record Received(List<String> properties, String type, int deliveryMode, JsonNode body) {
        static Received of(Message message) throws JMSException {
            var bytes = (BytesMessage) message;
            var body = new byte[Math.toIntExact(bytes.getBodyLength())];
            bytes.readBytes(body);
            var names = new ArrayList<String>();
            for (Enumeration<?> all = message.getPropertyNames(); all.hasMoreElements(); ) {
                var name = String.valueOf(all.nextElement());
                // JMSX… are the receiving library's own.
                if (!name.startsWith("JMSX")) {
                    names.add(name);
                }
            }
            var type = message.getStringProperty(names.getFirst());
            return new Received(
                    names,
                    type,
                    message.getJMSDeliveryMode(),
                    JsonMapper.shared().readTree(body));
        }
    }

    @Test
    void aRuleIsKeptByARealCopyAndEverythingIsToldAsRucioTellsIt() throws Exception {
        try (var lake = LakeEmulator.start(EmulatorSettings.inDirectory(directory));
                var connection = new ActiveMQConnectionFactory(lake.brokerUrl()).createConnection()) {
            listen(connection);
            var rucio = Caller.as(lake, "uploader");
            rucio.post("/dids/virgo/V1.container", "{\"type\": \"CONTAINER\"}");
            rucio.post("/dids/virgo/V1.events", "{\"type\": \"DATASET\"}");
            rucio.post(
                    "/dids/virgo/V1.container/dids", "{\"dids\": [{\"scope\": \"virgo\", \"name\": \"V1.events\"}]}");
            var address = storeAndAttach(lake, rucio, FILE);
            rule(rucio, "CNAF-DISK", "Y");
            rule(rucio, "CERN-PROMPT", "P");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> types().containsAll(List.of("transfer-done", "rule_ok")));
            var copy = URI.create(address.toString()
                    .replace(
                            lake.storageUrl("CERN-PROMPT").toString(),
                            lake.storageUrl("CNAF-DISK").toString()));
            var reader = "Bearer " + lake.token("reader", lake.storageAudience("CNAF-DISK"), "storage.read:/");
            assertThat(Caller.storage("GET", copy, null, "Authorization", reader)
                            .body())
                    .isEqualTo(BYTES);
            assertThat(rucio.get("/dids/virgo/V1.events/rules").lines())
                    .allSatisfy(rule -> assertThat(rule.get("state").asString()).isEqualTo("OK"));

            rucio.put("/dids/virgo/V1.events/status", "{\"open\": false}");
            rucio.put("/dids/virgo/V1.events/status", "{\"open\": true}");
            rucio.delete(
                    "/dids/virgo/V1.container/dids", "{\"dids\": [{\"scope\": \"virgo\", \"name\": \"V1.events\"}]}");
            Caller.with(lake, "")
                    .post("/traces/", sample("trace-upload").get("body").toString());

            for (var kind : List.of(
                    "create_cnt",
                    "create_dts",
                    "register_cnt",
                    "transfer-queued",
                    "transfer-submitted",
                    "transfer-done",
                    "rule_ok",
                    "datasetlock_ok",
                    "close",
                    "open",
                    "erase_cnt",
                    "detach")) {
                await(kind).atMost(Duration.ofSeconds(20)).until(() -> types().contains(kind));
                likeTheSample(kind);
            }
        }
        var trace = received.stream()
                .filter(one -> one.type().equals("rucio"))
                .findFirst()
                .orElseThrow();
        assertThat(trace.properties()).containsExactly("appversion");
        assertThat(trace.body().propertyNames())
                .containsExactlyInAnyOrderElementsOf(
                        sample("trace-upload").get("body").propertyNames());
    }

    @Test
    void aCopyIsMadeOnceHoweverOftenItsRuleIsLookedAtMeanwhile() throws Exception {
        var settings = EmulatorSettings.inDirectory(directory)
                .with("strainlake.emulator.catalogue.daemon-interval", "10ms")
                .with("strainlake.emulator.catalogue.transfers", "16");
        try (var lake = LakeEmulator.start(settings);
                var connection = new ActiveMQConnectionFactory(lake.brokerUrl()).createConnection()) {
            listen(connection);
            var rucio = Caller.as(lake, "uploader");
            rucio.post("/dids/virgo/V1.events", "{\"type\": \"DATASET\"}");
            var files = IntStream.range(0, 50).mapToObj(each -> "V-V1_EVENTS-" + each + "-1.h5");
            for (var file : files.toList()) {
                storeAndAttach(lake, rucio, file);
            }
            rule(rucio, "CNAF-DISK", "Y");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> names("transfer-done").size() >= 50 && types().contains("rule_ok"));

            assertThat(names("transfer-submitted")).hasSize(50);
            assertThat(names("transfer-done")).hasSize(50);
        }
    }

    private List<String> names(String type) {
        return received.stream()
                .filter(one -> one.type().equals(type))
                .map(one -> one.body().at("/payload/name").asString())
                .toList();
    }

    private void listen(jakarta.jms.Connection connection) throws JMSException {
        connection.start();
        var session = connection.createSession(false, jakarta.jms.Session.AUTO_ACKNOWLEDGE);
        for (var topic : List.of("rucio.events", "rucio.tracer")) {
            session.createConsumer(session.createTopic(topic)).setMessageListener(message -> {
                try {
                    received.add(Received.of(message));
                } catch (JMSException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
    }

    private static URI storeAndAttach(LakeEmulator lake, Caller rucio, String file) throws Exception {
        var lfn = "virgo:" + file;
        var address = URI.create(rucio.get("/rses/CERN-PROMPT/lfns2pfns?lfn=" + lfn)
                .json()
                .get(lfn)
                .asString());
        var writer = "Bearer " + lake.token("w", lake.storageAudience("CERN-PROMPT"), "storage.create:/");
        Caller.storage("PUT", address, BYTES, "Authorization", writer);
        var attached = rucio.post(
                "/dids/attachments",
                "[{\"scope\": \"virgo\", \"name\": \"V1.events\", \"rse\": \"CERN-PROMPT\", \"dids\": [{\"scope\":"
                        + " \"virgo\", \"name\": \"" + file + "\", \"bytes\": 5, \"adler32\": \""
                        + Adler32Checksum.of(BYTES) + "\"}]}]");
        assertThat(attached.status()).isEqualTo(201);
        return address;
    }

    private static void rule(Caller rucio, String rse, String notify) throws Exception {
        var made = rucio.post(
                "/rules/",
                "{\"dids\": [{\"scope\": \"virgo\", \"name\": \"V1.events\"}], \"account\": \"virgo\", \"copies\": 1,"
                        + " \"rse_expression\": \"" + rse + "\", \"notify\": \"" + notify + "\"}");
        assertThat(made.status()).isEqualTo(201);
    }

    private List<String> types() {
        return received.stream().map(Received::type).toList();
    }

    private void likeTheSample(String kind) throws Exception {
        var wanted = sample(kind);
        var got = received.stream()
                .filter(one -> one.type().equals(kind))
                .findFirst()
                .orElseThrow();
        assertThat(got.properties()).as(kind).containsExactly("event_type");
        assertThat(got.deliveryMode()).as(kind).isEqualTo(jakarta.jms.DeliveryMode.PERSISTENT);
        assertThat(got.body().propertyNames()).as(kind).containsExactly("event_type", "payload", "created_at");
        assertThat(got.body().get("created_at").asString())
                .as(kind)
                .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}");
        assertThat(got.body().get("payload").propertyNames())
                .as(kind)
                .containsExactlyElementsOf(wanted.at("/body/payload").propertyNames());
    }

    private static JsonNode sample(String kind) throws Exception {
        return JsonMapper.shared().readTree(Files.readString(Path.of("src/test/resources/events", kind + ".json")));
    }
}
