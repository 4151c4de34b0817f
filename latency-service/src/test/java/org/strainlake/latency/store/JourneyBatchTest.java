package org.strainlake.latency.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.strainlake.journey.JourneyCodec;
import org.strainlake.journey.JourneyRecord.Failure;
import org.strainlake.journey.Stage;
import org.strainlake.latency.Journeys;

class JourneyBatchTest {
    private static final Journeys RUN = Journeys.of("7K3Q", Instant.parse("2026-11-23T07:09:07.123456789Z"));

    @Test
    void recordsOfOneChunkBecomeOneRow() {
        var batch = new JourneyBatch();

        batch.add(RUN.delivered(0, "cnaf", 20));
        batch.add(RUN.notified(0));
        batch.add(RUN.stored(0));
        batch.add(RUN.attached(0));

        assertThat(batch.chunks()).hasSize(1);
        assertThat(batch.deliveries()).hasSize(1);
        var stamps = batch.chunks().values().iterator().next().stamps;
        assertThat(EpochNanos.toInstant(stamps.nanos(Stage.NOTIFIED))).isEqualTo(RUN.at(0, 2));
        assertThat(stamps.clock(Stage.NOTIFIED)).isEqualTo("cern");
        assertThat(stamps.clock(Stage.CREATED)).isEqualTo("ego");
    }

    @Test
    void theEarlierStampAndTheLaterEndingCount() {
        var batch = new JourneyBatch();

        batch.add(RUN.delivered(0, "cnaf", 40));
        batch.add(RUN.delivered(0, "cnaf", 20));
        batch.add(RUN.delivered(0, "cnaf", 30));
        batch.add(RUN.failed(1, "cnaf", Failure.WITHHELD, "b"));
        batch.add(RUN.failed(1, "cnaf", Failure.CORRUPTED, "a"));

        var deliveries = batch.deliveries().values().iterator();
        assertThat(deliveries.next().stamps.nanos(Stage.DELIVERED)).isEqualTo(EpochNanos.of(RUN.at(0, 20)));
        assertThat(deliveries.next().ending).extracting(Ending::failure).isEqualTo(Failure.WITHHELD);
    }

    @Test
    void instantsAreExactToTheNanosecondOnBothSidesOfTheEpoch() {
        for (var text : new String[] {"2026-11-23T07:09:07.123456789Z", "1969-12-31T23:59:59.999999999Z"}) {
            assertThat(EpochNanos.toInstant(EpochNanos.of(Instant.parse(text)))).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"kind\":\"other\"}",
                "{\"kind\":\"stages-reached\"}",
                "{\"kind\":\"stages-reached\",\"run\":\"r\",\"gpsStart\":1,\"did\":\"a:b\",\"dataset\":\"a:c\",\"bytes\":1,"
                        + "\"stamps\":{\"delivered\":\"2026-11-23T07:09:07Z\"},\"clock\":\"ego\"}",
                "{\"kind\":\"stages-reached\",\"run\":\"r\",\"gpsStart\":1,\"did\":\"a:b\",\"dataset\":\"a:c\",\"bytes\":1,"
                        + "\"stamps\":{\"created\":\"9999-11-23T07:09:07Z\"},\"clock\":\"ego\"}",
                "{\"kind\":\"stages-reached\",\"run\":\"r\\u0000\",\"gpsStart\":1,\"did\":\"a:b\",\"dataset\":\"a:c\","
                        + "\"bytes\":1,\"stamps\":{},\"clock\":\"ego\"}",
                "{\"kind\":\"chunk-failed\",\"run\":\"r\",\"gpsStart\":-1,\"did\":\"a:b\",\"failure\":\"LOST\","
                        + "\"reason\":\"x\",\"at\":\"2026-11-23T07:09:07Z\"}",
                "{\"kind\":\"chunk-failed\",\"run\":\"r\",\"gpsStart\":1,\"did\":\"a:b\",\"failure\":\"LOST\","
                        + "\"at\":\"2026-11-23T07:09:07Z\"}",
                "{\"kind\":\"follow-declared\",\"follower\":\"f\",\"experiment\":\"virgo\","
                        + "\"at\":\"2026-11-23T07:09:07Z\"}",
                "{\"kind\":\"deviation-seen\",\"id\":\"i\",\"deviation\":\"answer-slow\",\"seenBy\":\"uploader\",\"where\":\"rucio\","
                        + "\"from\":\"2026-11-23T07:09:07Z\",\"until\":\"2026-11-23T07:09:06Z\",\"detail\":\"x\"}",
                "{\"kind\":\"deviation-seen\",\"id\":\"i\",\"deviation\":\"odd\",\"seenBy\":\"uploader\",\"where\":\"rucio\","
                        + "\"from\":\"2026-11-23T07:09:07Z\",\"until\":\"2026-11-23T07:09:07Z\",\"detail\":\"x\"}",
                "{\"kind\":\"run-planned\",\"run\":\"r\",\"stream\":\"s\",\"experiment\":\"virgo\",\"proprietary\":true,"
                        + "\"firstGps\":1,\"chunkSeconds\":1,\"chunks\":9000000000000000000,\"booked\":true,"
                        + "\"dataset\":\"a:c\",\"at\":\"2026-11-23T07:09:07Z\"}"
            })
    void whatIsNoJourneyRecordIsRefused(String json) {
        var batch = new JourneyBatch();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> batch.add(JourneyCodec.read(json.getBytes(StandardCharsets.UTF_8))));
        assertThat(batch.chunks()).isEmpty();
        assertThat(batch.deliveries()).isEmpty();
        assertThat(batch.deviations()).isEmpty();
    }
}
