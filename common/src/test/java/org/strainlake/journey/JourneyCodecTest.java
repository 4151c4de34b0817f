package org.strainlake.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.strainlake.lake.DataIdentifier;
import tools.jackson.databind.json.JsonMapper;

/** The samples are what producers write and consumers read. */
class JourneyCodecTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @ParameterizedTest
    @ValueSource(strings = {"run-planned", "follow-declared", "stages-reached", "chunk-failed", "deviation-seen"})
    void aSampleIsReadAndWrittenAgainAsItIs(String kind) throws IOException {
        var sample = sample(kind);

        var journey = JourneyCodec.read(sample);

        assertThat(JSON.readTree(JourneyCodec.write(journey))).isEqualTo(JSON.readTree(sample));
        assertThat(JourneyCodec.read(JourneyCodec.write(journey))).isEqualTo(journey);
    }

    @Test
    void aPlannedRunTellsWhatTheBookMustExpect() throws IOException {
        assertThat(JourneyCodec.read(sample("run-planned")))
                .isEqualTo(new JourneyRecord.RunPlanned(
                        "V1-hoft.7K3Q",
                        "V1-hoft",
                        "virgo",
                        true,
                        1_167_559_920,
                        1,
                        60L,
                        true,
                        Duration.ofSeconds(5),
                        DataIdentifier.parse("virgo:V-V1_HOFT_REPLAY_7K3Q-1167559200-3600"),
                        Instant.parse("2026-11-23T07:09:07.741947123Z")));
    }

    @Test
    void stampsKeepTheirNanoseconds() throws IOException {
        var reached = (JourneyRecord.StagesReached) JourneyCodec.read(sample("stages-reached"));

        assertThat(reached.stamps())
                .isEqualTo(Map.of(
                        Stage.FETCHED, Instant.parse("2026-11-23T07:09:07.761947123Z"),
                        Stage.VERIFIED, Instant.parse("2026-11-23T07:09:07.762947001Z"),
                        Stage.DELIVERED, Instant.parse("2026-11-23T07:09:07.763947999Z")));
        assertThat(reached.key()).isEqualTo("virgo:V-V1_HOFT_REPLAY_7K3Q-1167559920-1.h5");
    }

    @Test
    void eachDeviationIsFoundByItsWord() {
        assertThat(Deviation.values())
                .allSatisfy(each -> assertThat(Deviation.ofWord(each.word())).isEqualTo(each));
        assertThat(Deviation.BYTES_CHANGED_ON_THE_WAY.word()).isEqualTo("bytes-changed-on-the-way");
        assertThatIllegalArgumentException().isThrownBy(() -> Deviation.ofWord("ANSWER_SLOW"));
    }

    @Test
    void whatIsAddedLaterIsPassedOver() throws IOException {
        var later = new String(sample("follow-declared"), StandardCharsets.UTF_8).replaceFirst("\\{", "{\"new\":1,");

        assertThat(JourneyCodec.read(later.getBytes(StandardCharsets.UTF_8)).key())
                .isEqualTo("cnaf");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "nonsense", "{}", "{\"kind\":\"unheard-of\"}", "[]", "{\"kind\":\"chunk-failed\",\"at\":1}"})
    void whatIsNoJourneyRecordIsRefused(String json) {
        assertThatIllegalArgumentException().isThrownBy(() -> JourneyCodec.read(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] sample(String kind) throws IOException {
        try (var file = JourneyCodecTest.class.getResourceAsStream("/samples/" + kind + ".json")) {
            return file.readAllBytes();
        }
    }
}
