package org.strainlake.rehearsal.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultPlanTest {
    private static final long LONG_RUN = 450;

    @TempDir
    Path directory;

    @Test
    void aPlanIsReadByChunk() throws IOException {
        var plan = read("""
                faults:
                  - {kind: get-cut, chunk: 30}
                  - {id: first, kind: put-503, chunk: 12}
                """);

        assertThat(plan.faults())
                .containsExactly(
                        new PlannedFault("first", FaultKind.PUT_503, 12),
                        new PlannedFault("get-cut-30", FaultKind.GET_CUT, 30));
        assertThat(plan.spoiled()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "[] | holds a list named faults",
                "faults: [] | holds a list named faults",
                "{faults: [{kind: put-503, chunk: 12}], more: 1} | holds a list named faults",
                "faults: [{kind: sunspots, chunk: 12}] | there is no fault of the kind sunspots, only put-503",
                "faults: [{kind: put-503, chunk: soon}] | needs a kind and the number of a chunk",
                "faults: [{kind: put-503, chunk: 12.5}] | needs a kind and the number of a chunk",
                "faults: [{kind: put-503}] | needs a kind and the number of a chunk",
                "faults: [{kind: put-503, chunk: 12, times: 2}] | a kind, a chunk and perhaps an id",
                "faults: [{kind: put-503, chunk: 2}] | in the first 8 or the last 10 seconds",
                "faults: [{kind: put-503, chunk: 445}] | in the first 8 or the last 10 seconds",
                "faults: [{kind: put-503, chunk: 12}, {kind: get-503, chunk: 15}] | could be taken for the other",
                "faults: [{kind: kafka-stopped, chunk: 12}, {kind: get-cut, chunk: 30}] | could be taken for the other",
                "faults: [{id: a, kind: put-503, chunk: 12}, {id: a, kind: get-cut, chunk: 30}] | two faults are called a",
                "faults: [{id: A/b, kind: put-503, chunk: 12}] | not an id of a fault",
                "{faults: 1, faults: 2} | duplicate key",
                "faults: [ | the plan of faults"
            })
    void aPlanThatCannotBeDoneIsRefusedAndTheReasonNamed(String text, String reason) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class).hasMessageContaining(reason);
    }

    @Test
    void aPlanThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> FaultPlan.read(true, directory.resolve("none.yaml"), LONG_RUN, 1))
                .hasMessageContaining("there is no plan of faults")
                .hasMessageContaining("none.yaml");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 42, -7})
    void everyKindIsDrawnOnceAndSoThatThePlanIsOneThatWouldBeRead(long seed) throws IOException {
        var plan = FaultPlan.all(true, seed, LONG_RUN, 1);
        var text = new StringBuilder("faults:\n");
        plan.faults()
                .forEach(fault -> text.append("- {id: " + fault.id() + ", kind: "
                        + fault.kind().word() + ", chunk: " + fault.chunk() + "}\n"));

        assertThat(plan.faults()).extracting(PlannedFault::kind).containsExactlyInAnyOrder(possible(true));
        assertThat(read(text.toString())).isEqualTo(plan);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void fiveMinutesAreEnoughForEveryKindWhereverItCanBeMade(long seed) {
        assertThat(FaultPlan.all(true, seed, 300, 1).faults())
                .extracting(PlannedFault::kind)
                .containsExactlyInAnyOrder(possible(true));
        assertThat(FaultPlan.all(false, seed, 300, 1).faults())
                .extracting(PlannedFault::kind)
                .containsExactlyInAnyOrder(possible(false));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void noChunkIsHarmedByTwoFaults(long seed) {
        var ofAChunk = FaultPlan.all(true, seed, 300, 1).faults().stream()
                .filter(fault -> switch (fault.kind().means()) {
                    case FaultKind.Request request -> request.isForAChunk();
                    case FaultKind.Renewal _ -> true;
                    default -> false;
                });

        assertThat(ofAChunk).extracting(PlannedFault::chunk).doesNotHaveDuplicates();
    }

    @Test
    void everyKindCanBeMadeSomewhereAndAPlanForElsewhereIsRefused() throws IOException {
        assertThat(FaultKind.values())
                .allSatisfy(kind -> assertThat(kind.isPossible(true) || kind.isPossible(false))
                        .isTrue());
        var plan = Files.writeString(directory.resolve("plan.yaml"), "faults: [{kind: rucio-stopped, chunk: 12}]");

        assertThat(FaultPlan.read(false, plan, LONG_RUN, 1).faults()).hasSize(1);
        assertThatThrownBy(() -> FaultPlan.read(true, plan, LONG_RUN, 1))
                .hasMessageContaining("can be made in the test bed only");
    }

    private static FaultKind[] possible(boolean standIn) {
        return Arrays.stream(FaultKind.values())
                .filter(kind -> kind.isPossible(standIn))
                .toArray(FaultKind[]::new);
    }

    @Test
    void theSeedAloneDecidesWhatIsDrawn() {
        assertThat(FaultPlan.all(true, 7, LONG_RUN, 1)).isEqualTo(FaultPlan.all(true, 7, LONG_RUN, 1));
        assertThat(FaultPlan.all(true, 7, LONG_RUN, 1)).isNotEqualTo(FaultPlan.all(true, 8, LONG_RUN, 1));
    }

    @Test
    void aRunThatIsTooShortForAllIsRefusedAndTheNeededLengthSaid() {
        assertThatThrownBy(() -> FaultPlan.all(true, 1, 60, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("--faults all needs a run of at least \\d+ s, .*");
    }

    private FaultPlan read(String text) throws IOException {
        return FaultPlan.read(true, Files.writeString(directory.resolve("plan.yaml"), text), LONG_RUN, 1);
    }
}
