package org.strainlake.notification.inbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.strainlake.event.FeedEvent;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.notification.FakeAccess;
import tools.jackson.databind.json.JsonMapper;

class RucioEventsTest {
    private final RucioEvents events = new RucioEvents(JsonMapper.builder().build(), new FakeAccess());

    @Test
    void aFinishedTransferTellsOfItsFileDatasetAndStorage() throws IOException {
        var event = event("transfer-done");

        assertThat(event.type()).isEqualTo("transfer-done");
        assertThat(event.source()).isEqualTo(FeedEvent.Source.RUCIO);
        assertThat(event.subject()).isEqualTo(new DataIdentifier("virgo", "V-V1_ev_a3ee311f-1400000001-1.gwf"));
        assertThat(event.dataset()).isEqualTo(new DataIdentifier("virgo", "ev-a3ee311f"));
        assertThat(event.rse()).isEqualTo("EGO-ARCHIVE");
        assertThat(event.time()).isEqualTo(Instant.parse("2026-11-23T07:09:11.145185Z"));
        assertThat(event.experiment()).isEqualTo("virgo");
        assertThat(event.proprietary()).isTrue();
        assertThat(event.gpsStart()).isEqualTo(1400000001);
        assertThat(event.gpsSeconds()).isEqualTo(1);
        assertThat(event.detector()).isEqualTo("V1");
    }

    @Test
    void theBodyIsPassedOnAsItCame() throws IOException {
        var body = body("transfer-done");

        assertThat(event("transfer-done").body()).isEqualTo(body);
    }

    @Test
    void theSameBodyHasTheSameIdAndAnotherHasAnother() throws IOException {
        assertThat(event("transfer-done").id())
                .isEqualTo(event("transfer-done").id())
                .isNotEqualTo(event("close").id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "create_dts", "detach", "datasetlock_ok"})
    void anEventOfADatasetIsKeyedByIt(String type) throws IOException {
        assertThat(event(type).key()).isEqualTo("virgo:ev-a3ee311f");
    }

    @ParameterizedTest
    @ValueSource(strings = {"register_cnt", "erase_cnt"})
    void anEventOfAContainerTellsOfTheDatasetInIt(String type) throws IOException {
        assertThat(event(type).container()).isEqualTo(event(type).subject()).hasToString("virgo:ev-cnt-a3ee311f");
        assertThat(event(type).dataset()).hasToString("virgo:ev-a3ee311f");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deletion-done", "register_cnt", "rule_progress"})
    void everyOtherCapturedEventIsOneOfTheExperiment(String type) throws IOException {
        assertThat(event(type).experiment()).isEqualTo("virgo");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no json",
                "[]",
                "{}",
                "{\"event_type\":7}",
                "{\"event_type\":\"a\\u0000b\",\"payload\":{\"scope\":\"virgo\"},"
                        + "\"created_at\":\"2026-11-23 07:09:11\"}",
                "{\"event_type\":\"close\",\"payload\":{\"scope\":\"virgo\",\"rse\":\"\\u0000\"},"
                        + "\"created_at\":\"2026-11-23 07:09:11\"}",
                "{\"event_type\":\"close\",\"payload\":{\"scope\":\"virgo\"},"
                        + "\"created_at\":\"1492-10-12 00:00:00\"}",
                "{\"event_type\":\"close\"}",
                "{\"event_type\":\"close\",\"payload\":{\"name\":\"x\"},\"created_at\":\"2026-11-23 07:09:11\"}",
                "{\"event_type\":\"close\",\"payload\":{\"scope\":\"ligo\"},\"created_at\":\"2026-11-23 07:09:11\"}",
                "{\"event_type\":\"close\",\"payload\":{\"scope\":\"virgo\"},\"created_at\":\"yesterday\"}",
                "{\"event_type\":\"close\",\"payload\":{\"scope\":\"virgo\",\"name\":\"a b\"},"
                        + "\"created_at\":\"2026-11-23 07:09:11\"}",
                "{\"event_type\":\"close\",\"payload\":{\"scope\":\"virgo\",\"name\":\"x\"}}"
            })
    void aBodyThatTellsTooLittleIsNoEventAndSaysWhy(String body) {
        assertThat(events.read(body.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        RucioMessage.Misfit.class,
                        misfit -> assertThat(misfit.reason()).isNotBlank());
    }

    @Test
    void anEventOfAPublicDatasetIsPublic() {
        var body = "{\"event_type\":\"close\",\"payload\":{\"scope\":\"virgo\",\"name\":\"V-V1_OPEN-1-2\"},"
                + "\"created_at\":\"2026-11-23 07:09:11\"}";

        assertThat(events.read(body.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        RucioMessage.Event.class,
                        message -> assertThat(message.event().proprietary()).isFalse());
    }

    private FeedEvent event(String name) throws IOException {
        return ((RucioMessage.Event) events.read(body(name))).event();
    }

    private static byte[] body(String name) throws IOException {
        try (var body = RucioEventsTest.class.getResourceAsStream("/rucio/" + name + ".json")) {
            return Objects.requireNonNull(body).readAllBytes();
        }
    }
}
