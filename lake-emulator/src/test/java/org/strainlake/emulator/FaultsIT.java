package org.strainlake.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strainlake.checksum.Adler32Checksum;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A fault strikes what it was made for, as often as was said, and tells when and at which file. */
class FaultsIT {
    private static final String KEY = "the-key-of-faults";
    private static final byte[] BYTES = bytes();
    private static final String NAME = "V-V1_FAULTS-1-1.h5";
    private static final String DID = "virgo:" + NAME;

    @TempDir
    static Path directory;

    private static LakeEmulator lake;
    private static URI file;

    @BeforeAll
    static void start() throws Exception {
        var key = Files.writeString(directory.resolve("key"), KEY + "\n");
        lake = LakeEmulator.start(EmulatorSettings.inDirectory(directory.resolve("lake"))
                .with("strainlake.emulator.fault.key-file", key.toString()));
        file = URI.create(lake.storageUrl("CERN-PROMPT") + "virgo/ab/cd/" + NAME);
    }

    @AfterAll
    static void stop() {
        lake.close();
    }

    @AfterEach
    void removeEverything() throws Exception {
        for (var fault : rules()) {
            faults("DELETE", "/" + fault.path("id").asString(), null);
        }
        storage("DELETE", null);
    }

    @Test
    void withoutAKeyFileNobodyCanAddAFault(@TempDir Path other) throws Exception {
        try (var without = LakeEmulator.start(EmulatorSettings.inDirectory(other))) {
            var answer = Caller.as(without, "uploader")
                    .call("PUT", "/faults/a", "{}", "Authorization", "Bearer " + KEY, "Content-Type", "text/plain");

            assertThat(answer.status()).isEqualTo(501);
        }
    }

    @Test
    void whoeverLacksTheKeyNeitherAddsNorSeesAFault() throws Exception {
        var rucio = Caller.as(lake, "uploader");

        assertThat(rucio.get("/faults").status()).isEqualTo(401);
        assertThat(rucio.get("/faults", "Authorization", "Bearer another").status())
                .isEqualTo(401);
        assertThat(rucio.put("/faults/a", "{\"face\": \"rucio\", \"harm\": \"cut\"}")
                        .status())
                .isEqualTo(401);
        assertThat(rules()).isEmpty();
    }

    @Test
    void aRuleThatMakesNoSenseIsRefusedAndTheReasonIsSaid() throws Exception {
        for (var wrong : new String[][] {
            {"{\"face\": \"rucio\"}", "harm is"},
            {"{\"face\": \"moon\", \"harm\": \"cut\"}", "face is"},
            {"{\"face\": \"rucio\", \"harm\": \"flip-in-storage\"}", "storage alone"},
            {"{\"face\": \"rucio\", \"did\": \".*\", \"harm\": \"cut\"}", "storage and with events"},
            {"{\"face\": \"rucio\", \"harm\": \"away\"}", "the broker can be away"},
            {"{\"face\": \"broker\", \"harm\": \"cut\"}", "the broker can be away"},
            {"{\"face\": \"broker\", \"harm\": \"away\", \"times\": 2}", "away at once"},
            {"{\"face\": \"events\", \"harm\": \"cut\"}", "drop, double or delay"},
            {"{\"face\": \"events\", \"harm\": \"drop\", \"method\": \"PUT\"}", "an event has no method"},
            {"{\"face\": \"rucio\", \"harm\": \"status\"}", "status goes with"},
            {"{\"face\": \"rucio\", \"harm\": \"status\", \"status\": 200}", "400 to 599"},
            {"{\"face\": \"rucio\", \"harm\": \"delay\", \"pauseMillis\": 0}", "pauseMillis"},
            {"{\"face\": \"rucio\", \"harm\": \"cut\", \"path\": \"(\"}", "regular expression"},
            {"{\"face\": \"rucio\", \"harm\": \"cut\", \"colour\": \"red\"}", "colour"},
        }) {
            var answer = faults("PUT", "/wrong", wrong[0]);

            assertThat(answer.status()).as(wrong[0]).isEqualTo(400);
            assertThat(answer.json().path("error").asString()).contains(wrong[1]);
        }
        assertThat(rules()).isEmpty();
    }

    @Test
    void aStatusIsAnsweredAsOftenAsWasSaidAndOnlyForTheFileThatWasMeant() throws Exception {
        storage("PUT", BYTES);
        add("busy", """
                {"face": "storage", "method": "GET", "did": "virgo:.*-1-1\\\\.h5", "times": 2,
                 "harm": "status", "status": 429, "retryAfterSeconds": 7}""");
        var other = URI.create(lake.storageUrl("CERN-PROMPT") + "virgo/ab/cd/V-V1_FAULTS-2-1.h5");

        var first = storage("GET", null);
        assertThat(first.statusCode()).isEqualTo(429);
        assertThat(first.headers().firstValue("Retry-After")).hasValue("7");
        assertThat(Caller.storage("GET", other, null, "Authorization", bearer()).statusCode())
                .isEqualTo(404);
        assertThat(storage("HEAD", null).statusCode()).isEqualTo(200);
        assertThat(storage("GET", null).statusCode()).isEqualTo(429);
        assertThat(storage("GET", null).statusCode()).isEqualTo(200);

        assertThat(rules()).singleElement().satisfies(rule -> {
            assertThat(rule.path("id").asString()).isEqualTo("busy");
            assertThat(rule.path("struck")).hasSize(2).allSatisfy(strike -> {
                assertThat(strike.path("did").asString()).isEqualTo(DID);
                assertThat(strike.path("method").asString()).isEqualTo("GET");
                assertThat(Instant.parse(strike.path("at").asString())).isBeforeOrEqualTo(Instant.now());
            });
        });
    }

    @Test
    void theCatalogueAndTheIssuerAreHarmedApartFromEachOther() throws Exception {
        add("rucio", "{\"face\": \"rucio\", \"harm\": \"status\", \"status\": 503}");
        add("issuer", "{\"face\": \"issuer\", \"harm\": \"status\", \"status\": 500}");
        var rucio = Caller.as(lake, "uploader");

        assertThat(rucio.get("/jwk").status()).isEqualTo(500);
        assertThat(rucio.get("/jwk").status()).isEqualTo(200);
        assertThat(rucio.get("/ping").status()).isEqualTo(503);
        assertThat(rucio.get("/ping").status()).isEqualTo(200);
    }

    @Test
    void aRuleHoldsOnlyFromItsBeginningToItsEnd() throws Exception {
        add("over", """
                {"face": "rucio", "harm": "status", "status": 503, "until": "2020-01-01T00:00:00Z"}""");
        add("to-come", """
                {"face": "rucio", "harm": "status", "status": 503, "from": "2100-01-01T00:00:00Z"}""");

        assertThat(Caller.as(lake, "uploader").get("/ping").status()).isEqualTo(200);
    }

    @Test
    void aRuleThatFollowsAnotherStrikesOnlyWhenThatHasStruck() throws Exception {
        add(
                "second",
                "{\"face\": \"storage\", \"method\": \"PUT\", \"after\": \"first\", \"harm\": \"status\", \"status\": 503}");
        add("first", "{\"face\": \"storage\", \"method\": \"GET\", \"harm\": \"status\", \"status\": 429}");

        assertThat(storage("PUT", BYTES).statusCode()).isEqualTo(201);
        assertThat(storage("GET", null).statusCode()).isEqualTo(429);
        assertThat(storage("PUT", BYTES).statusCode()).isEqualTo(503);
    }

    @Test
    void aDelayedRequestIsAnsweredAfterItsPause() throws Exception {
        add("slow", "{\"face\": \"rucio\", \"harm\": \"delay\", \"pauseMillis\": 300}");
        long before = System.nanoTime();

        assertThat(Caller.as(lake, "uploader").get("/ping").status()).isEqualTo(200);

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void aRequestThatHangsIsCutWhenItsRuleIsRemoved() throws Exception {
        add("hang", "{\"face\": \"storage\", \"method\": \"PUT\", \"harm\": \"hang\"}");
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.sendAsync(
                    HttpRequest.newBuilder(file)
                            .header("Authorization", bearer())
                            .PUT(HttpRequest.BodyPublishers.ofByteArray(BYTES))
                            .build(),
                    BodyHandlers.discarding());
            await().until(() -> rules().path(0).path("struck").size() == 1);
            assertThat(answer).isNotDone();

            faults("DELETE", "/hang", null);

            await().until(answer::isDone);
            assertThat(answer).isCompletedExceptionally();
        }
        assertThat(storage("GET", null).statusCode()).isEqualTo(404);
    }

    @Test
    void ofAPutThatIsCutOffNothingIsSeen() throws Exception {
        add("cut", "{\"face\": \"storage\", \"method\": \"PUT\", \"harm\": \"cut\"}");

        assertThatThrownBy(() -> storage("PUT", BYTES)).isInstanceOf(IOException.class);

        assertThat(storage("GET", null).statusCode()).isEqualTo(404);
        assertThat(storage("PUT", BYTES).statusCode()).isEqualTo(201);
    }

    @Test
    void aPutThatStallsInItsMiddleIsNotSeenAndEndsWhenItsRuleIsRemoved() throws Exception {
        add("stalled", "{\"face\": \"storage\", \"method\": \"PUT\", \"harm\": \"stall\"}");
        var put = CompletableFuture.supplyAsync(() -> {
            try {
                return storage("PUT", BYTES).statusCode();
            } catch (IOException cut) {
                return 0;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> rules().path(0).path("struck").size() == 1);

        assertThat(storage("GET", null).statusCode()).isEqualTo(404);
        assertThat(put).isNotDone();
        faults("DELETE", "/stalled", null);

        await().until(put::isDone);
        assertThat(put.get()).isZero();
        assertThat(storage("GET", null).statusCode()).isEqualTo(404);
        assertThat(storage("PUT", BYTES).statusCode()).isEqualTo(201);
    }

    @Test
    void aCallToTheCatalogueThatIsCutOffGetsNoAnswer() throws Exception {
        add("cut", "{\"face\": \"rucio\", \"method\": \"POST\", \"harm\": \"cut\"}");
        var rucio = Caller.as(lake, "uploader");

        assertThatThrownBy(() -> rucio.post("/dids/virgo/V1.cut", "{\"type\": \"DATASET\"}"))
                .isInstanceOf(IOException.class);

        assertThat(rucio.get("/dids/virgo/V1.cut").status()).isEqualTo(404);
    }

    @Test
    void aRequestForATokenThatIsCutOffGetsNone() throws Exception {
        add("cut", "{\"face\": \"issuer\", \"method\": \"POST\", \"harm\": \"cut\"}");
        var nobody = Caller.with(lake, "");

        assertThatThrownBy(() -> nobody.post(
                        "/token",
                        "grant_type=client_credentials&scope=openid",
                        "Content-Type",
                        "application/x-www-form-urlencoded"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void anAnswerThatIsCutOffBreaksOffInItsMiddle() throws Exception {
        storage("PUT", BYTES);
        add("cut", "{\"face\": \"storage\", \"method\": \"GET\", \"harm\": \"cut\"}");

        assertThatThrownBy(() -> storage("GET", null)).isInstanceOf(IOException.class);

        assertThat(storage("GET", null).body()).isEqualTo(BYTES);
    }

    @Test
    void oneBitIsFlippedOnTheWayAndTheFileStaysAsItIs() throws Exception {
        storage("PUT", BYTES);
        add("flip", "{\"face\": \"storage\", \"method\": \"GET\", \"harm\": \"flip-on-the-way\"}");

        var changed = storage("GET", null).body();

        assertThat(changed).hasSameSizeAs(BYTES).isNotEqualTo(BYTES);
        assertThat(Arrays.mismatch(changed, BYTES)).isEqualTo(BYTES.length / 2);
        changed[BYTES.length / 2] ^= 1;
        assertThat(changed).isEqualTo(BYTES);
        assertThat(storage("GET", null).body()).isEqualTo(BYTES);
    }

    @Test
    void aFileThatIsSpoiledInTheStorageStaysSoAndItsDigestDoesNotTell() throws Exception {
        storage("PUT", BYTES);
        add("rot", "{\"face\": \"storage\", \"method\": \"GET\", \"harm\": \"flip-in-storage\"}");

        var first = storage("GET", null);
        var second = storage("GET", null);

        assertThat(first.body()).hasSameSizeAs(BYTES).isNotEqualTo(BYTES).isEqualTo(second.body());
        assertThat(second.headers().firstValue("Digest")).hasValue("adler32=" + Adler32Checksum.of(BYTES));
    }

    @Test
    void theBrokerIsAwayUntilItsRuleIsRemovedAndListensThereAgain() throws Exception {
        var before = lake.brokerUrl();
        try (var connection = new ActiveMQConnectionFactory(before).createConnection()) {
            var failed = new CountDownLatch(1);
            connection.setExceptionListener(failure -> failed.countDown());
            connection.start();

            add("away", "{\"face\": \"broker\", \"harm\": \"away\"}");

            await().until(() -> failed.getCount() == 0);
            assertThatThrownBy(() -> connect(before)).isInstanceOf(JMSException.class);
            assertThat(rules().path(0).path("struck")).hasSize(1);
        }
        faults("DELETE", "/away", null);

        assertThat(lake.brokerUrl()).isEqualTo(before);
        connect(before);
    }

    @Test
    void anEventIsDroppedDoubledOrPassedByLaterOnesAndTheOthersAreNot() throws Exception {
        add("lost", "{\"face\": \"events\", \"path\": \"create_dts\", \"did\": \"virgo:lost\", \"harm\": \"drop\"}");
        add("twice", "{\"face\": \"events\", \"did\": \"virgo:twice\", \"harm\": \"double\"}");
        add("last", "{\"face\": \"events\", \"did\": \"virgo:last\", \"harm\": \"delay\", \"pauseMillis\": 3000}");
        var told = new CopyOnWriteArrayList<String>();
        try (var connection = new ActiveMQConnectionFactory(lake.brokerUrl()).createConnection()) {
            connection.start();
            var session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            session.createConsumer(session.createTopic("rucio.events")).setMessageListener(message -> {
                try {
                    var name = message.getBody(byte[].class);
                    told.add(JsonMapper.shared()
                            .readTree(name)
                            .path("payload")
                            .path("name")
                            .asString());
                } catch (JMSException e) {
                    throw new IllegalStateException(e);
                }
            });
            for (var name : List.of("last", "lost", "twice", "first")) {
                Caller.as(lake, "uploader").post("/dids/virgo/" + name, "{\"type\": \"DATASET\"}");
            }
            await().until(() -> told.contains("last"));
        }

        assertThat(told).containsExactly("twice", "twice", "first", "last");
        assertThat(rules()).allSatisfy(rule -> assertThat(rule.path("struck")).hasSize(1));
        assertThat(rules().path(0).path("struck").path(0).path("path").asString())
                .isEqualTo("create_dts");
    }

    private static void connect(URI broker) throws JMSException {
        try (var connection = new ActiveMQConnectionFactory(broker).createConnection()) {
            connection.start();
        }
    }

    private static byte[] bytes() {
        var bytes = new byte[200_001];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return bytes;
    }

    private static String bearer() {
        return "Bearer "
                + lake.token(
                        "w", lake.storageAudience("CERN-PROMPT"), "storage.read:/ storage.create:/ storage.modify:/");
    }

    private static java.net.http.HttpResponse<byte[]> storage(String method, byte[] body) throws Exception {
        return Caller.storage(method, file, body, "Authorization", bearer());
    }

    private static void add(String id, String rule) throws Exception {
        assertThat(faults("PUT", "/" + id, rule).status()).isEqualTo(201);
    }

    private static JsonNode rules() throws Exception {
        return faults("GET", "", null).json().path("faults");
    }

    private static Caller.Answer faults(String method, String path, String body) throws Exception {
        return Caller.with(lake, "").call(method, "/faults" + path, body, "Authorization", "Bearer " + KEY);
    }
}
