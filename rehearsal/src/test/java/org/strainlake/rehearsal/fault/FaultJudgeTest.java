package org.strainlake.rehearsal.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strainlake.rehearsal.verdict.FaultTrial;
import tools.jackson.databind.json.JsonMapper;

class FaultJudgeTest {
    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");
    private static final String DID = "virgo:V-V1_HOFT-1-1.h5";
    private static final PlannedFault BUSY = new PlannedFault("busy", FaultKind.PUT_503, 10);
    private static final PlannedFault KILLED = new PlannedFault("killed", FaultKind.DOWNLOADER_KILLED, 20);
    private static final PlannedFault OUTAGE = new PlannedFault("outage", FaultKind.KAFKA_STOPPED, 60);
    private static final PlannedFault EVENT = new PlannedFault("event", FaultKind.EVENT_DELAYED, 10);

    @TempDir
    Path directory;

    private Path lines;

    @BeforeEach
    void noLines() throws IOException {
        lines = Files.writeString(directory.resolve("lines.ndjson"), "");
    }

    @Test
    void whatTheBookNamesOneToOneAgrees() throws IOException {
        var trial = judge(
                List.of(incident(BUSY, DID, 10, 11), incident(KILLED, null, 20, 30)),
                named("answer-unavailable", "storage", DID, 10, 10),
                named("service-ended", "downloader", null, 18, 29));

        assertThat(trial.agrees()).isTrue();
        assertThat(trial.named()).extracting(FaultTrial.Fault::id).containsExactly("busy", "killed");
        assertThat(trial.consequences()).isEmpty();
    }

    @Test
    void aFaultOfAnotherChunkPlaceOrTimeIsNotTheOneThatWasMade() throws IOException {
        for (var other : List.of(
                named("answer-unavailable", "storage", "virgo:V-V1_HOFT-2-1.h5", 10, 10),
                named("answer-unavailable", "rucio", DID, 10, 10),
                named("answer-throttled", "storage", DID, 10, 10))) {
            var trial = judge(List.of(incident(BUSY, DID, 10, 11)), other);

            assertThat(trial.agrees()).as(other.toString()).isFalse();
            assertThat(trial.named())
                    .singleElement()
                    .satisfies(fault -> assertThat(fault.id()).isNull());
        }
        assertThat(judge(List.of(incident(KILLED, null, 20, 30)), named("service-ended", "downloader", null, 90, 91))
                        .agrees())
                .isFalse();
    }

    @Test
    void aFaultThatIsNamedTwiceIsOneTooMany() throws IOException {
        var trial = judge(
                List.of(incident(BUSY, DID, 10, 11)),
                named("answer-unavailable", "storage", DID, 10, 10),
                named("answer-unavailable", "storage", DID, 30, 30));

        assertThat(trial.agrees()).isFalse();
        assertThat(trial.named()).hasSize(2);
    }

    @Test
    void anOutageExplainsWhatItMayCauseWhileItLastsAndNothingElse() throws IOException {
        var trial = judge(
                List.of(incident(OUTAGE, null, 60, 75)),
                named("part-away", "kafka", null, 61, 74),
                named("event-repeated", "notification", DID, 76, 76),
                named("bytes-changed-on-the-way", "storage", DID, 65, 65),
                named("event-repeated", "notification", DID, 200, 200));

        assertThat(trial.consequences())
                .singleElement()
                .satisfies(fault -> assertThat(fault.id()).isEqualTo("outage"));
        assertThat(trial.named()).hasSize(3);
        assertThat(trial.agrees()).isFalse();
    }

    @Test
    void aFaultThatNeverStruckIsNoFaultThatWasMade() throws IOException {
        var trial = FaultJudge.judge(new FaultPlan(List.of(BUSY)), List.of(), List.of(), lines);

        assertThat(trial.unstruck()).containsExactly("busy");
        assertThat(trial.agrees()).isFalse();
    }

    @Test
    void onlyAChunkThatAFaultHeldUpMayBeLate() throws IOException {
        Files.writeString(lines, late(DID, 10, 20) + late("virgo:other", 10, 20) + late("virgo:third", 100, 120) + """
                {"gpsStart": 3, "class": "delivered", "created": "2026-11-27T12:05:00Z", "delivered": "2026-11-27T12:05:01Z"}
                """);

        assertThat(judge(List.of(incident(BUSY, DID, 10, 11))).lateForNoFault()).isEqualTo(2);
        assertThat(judge(List.of(incident(OUTAGE, null, 10, 18))).lateForNoFault())
                .isEqualTo(1);
        assertThat(judge(List.of(incident(EVENT, DID, 10, 18))).lateForNoFault())
                .isEqualTo(3);
    }

    @Test
    void ofTwoThatItMayBeTheNearestIsTakenAndTheOtherOneIsNot() throws IOException {
        var trial = judge(
                List.of(incident(OUTAGE, null, 60, 68)),
                named("part-away", "kafka", null, 40, 50),
                named("part-away", "kafka", null, 60, 69));

        assertThat(trial.named().getFirst().from()).isEqualTo(NOON.plusSeconds(60));
        assertThat(trial.agrees()).isFalse();
    }

    @Test
    void theAnswerOfTheBookIsRead() {
        var answer = JsonMapper.shared().readTree("""
                {"deviations": [{"deviation": "answer-slow", "where": "storage", "did": "virgo:a",
                  "from": "2026-11-27T12:00:01.000000001Z", "until": "2026-11-27T12:00:02Z", "seenBy": ["uploader"],
                  "count": 2, "detail": "PUT"},
                 {"deviation": "part-away", "where": "kafka", "from": "2026-11-27T12:00:01Z",
                  "until": "2026-11-27T12:00:02Z", "seenBy": ["uploader", "latency"], "count": 1, "detail": ""}]}
                """);

        assertThat(NamedDeviation.of(answer)).hasSize(2).first().satisfies(first -> {
            assertThat(first.did()).isEqualTo("virgo:a");
            assertThat(first.from()).isEqualTo("2026-11-27T12:00:01.000000001Z");
            assertThat(first.seenBy()).containsExactly("uploader");
        });
    }

    private FaultTrial judge(List<Incident> incidents, NamedDeviation... named) throws IOException {
        var plan = new FaultPlan(incidents.stream().map(Incident::fault).toList());
        return FaultJudge.judge(plan, incidents, Arrays.asList(named), lines);
    }

    private static Incident incident(PlannedFault fault, String did, long from, long until) {
        return new Incident(fault, did, NOON.plusSeconds(from), NOON.plusSeconds(until));
    }

    private static NamedDeviation named(String deviation, String where, String did, long from, long until) {
        return new NamedDeviation(
                deviation, where, did, NOON.plusSeconds(from), NOON.plusSeconds(until), List.of("uploader"), 1, "");
    }

    private static String late(String did, long created, long delivered) {
        return "{\"did\": \"" + did + "\", \"class\": \"late\", \"created\": \"" + NOON.plusSeconds(created)
                + "\", \"delivered\": \"" + NOON.plusSeconds(delivered) + "\"}\n";
    }
}
