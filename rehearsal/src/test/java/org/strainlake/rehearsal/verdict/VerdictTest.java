package org.strainlake.rehearsal.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final DeliveredFiles ALL_GOOD = new DeliveredFiles(60, 0, 0, 0, 0, 60_000);
    private static final LakeContent IN_THE_LAKE = content(60);

    @Test
    void aBookThatClosesWithEveryChunkDeliveredSucceeds() {
        var verdict = Verdict.of(60, new Book(60, 60, 0, 0, 0, 0, 0, true), ALL_GOOD, IN_THE_LAKE);

        assertThat(verdict.succeeded()).isTrue();
    }

    @Test
    void oneLateChunkFailsTheRehearsal() {
        var verdict = Verdict.of(60, new Book(60, 59, 1, 0, 0, 0, 0, true), ALL_GOOD, IN_THE_LAKE);

        assertThat(verdict.complaints()).containsExactly("1 chunk is late");
    }

    @Test
    void anOpenBookFailsTheRehearsal() {
        var verdict = Verdict.of(
                60, new Book(60, 58, 0, 0, 0, 0, 2, false), new DeliveredFiles(58, 0, 2, 0, 0, 58_000), content(58));

        assertThat(verdict.complaints())
                .anyMatch(complaint -> complaint.contains("2 chunks are pending"))
                .anyMatch(complaint -> complaint.contains("missing in the delivered directory"));
    }

    @Test
    void aSumThatDoesNotCloseIsNamed() {
        var verdict = Verdict.of(60, new Book(60, 59, 0, 0, 0, 0, 0, true), ALL_GOOD, IN_THE_LAKE);

        assertThat(verdict.complaints()).anyMatch(complaint -> complaint.contains("does not balance"));
    }

    @Test
    void aBookThatExpectsFewerThanPlannedIsNotBelieved() {
        var verdict = Verdict.of(
                60, new Book(50, 50, 0, 0, 0, 0, 0, true), new DeliveredFiles(50, 0, 0, 0, 0, 1), content(50));

        assertThat(verdict.complaints()).containsExactly("the book expects 50 chunks, 60 were planned");
    }

    @Test
    void filesThatDisagreeWithTheBookAreNamed() {
        var verdict = Verdict.of(
                60, new Book(60, 60, 0, 0, 0, 0, 0, true), new DeliveredFiles(58, 0, 1, 1, 3, 58_000), content(58));

        assertThat(verdict.complaints())
                .containsExactly(
                        "the book says 60 chunks were delivered, the directory holds or held 58",
                        "1 chunk is missing in the delivered directory",
                        "1 chunk is different from what was uploaded",
                        "3 chunks are in the delivered directory that nobody uploaded");
    }

    @Test
    void aCatalogueThatSaysOtherwiseFailsTheRehearsal() {
        var book = new Book(60, 60, 0, 0, 0, 0, 0, true);
        var lake = new LakeContent(1, 59, 59, List.of("V-V1-1-1.h5 was delivered, and is in no dataset of the run"));

        assertThat(Verdict.of(60, book, ALL_GOOD, lake).complaints())
                .containsExactly(
                        "the catalogue has 59 files in the datasets of the run, 60 were delivered",
                        "V-V1-1-1.h5 was delivered, and is in no dataset of the run");
    }

    @Test
    void whatAnEmbargoDidNotKeepClosedOrItsReleaseDidNotOpenIsNamed() {
        var good = new Verdict(List.of());
        var then = Instant.parse("2026-11-24T12:00:00Z");

        assertThat(good.and(new EmbargoTrial(60, 60, 500, List.of(), List.of(), then, 60, 60), 60)
                        .succeeded())
                .isTrue();
        assertThat(good.and(new EmbargoTrial(59, 58, 0, List.of("a"), List.of("b in c"), then, 57, 56), 60)
                        .complaints())
                .containsExactlyInAnyOrder(
                        "the insider read 59 of 60 chunks under the embargo",
                        "the book says that 58 of 60 chunks were withheld from the outsider",
                        "the outsider tried nothing",
                        "the outsider learned from a",
                        "there is b in c",
                        "after the release 57 of 60 chunks were read without a token",
                        "after the release the outsider's follow has 56 of 60 chunks");
    }

    @Test
    void withFaultsChunksThatTheyHeldUpMayBeLateAndSpoiledOnesAreCorrupted() {
        var book = new Book(60, 56, 3, 0, 1, 0, 0, true);
        var files = new DeliveredFiles(59, 0, 1, 0, 0, 59_000);
        var lake = new LakeContent(1, 60, 59, List.of(LakeContent.undelivered("V-V1-1-1.h5")));

        assertThat(Verdict.of(60, book, files, lake, trial(0, Set.of("V-V1-1-1.h5")))
                        .complaints())
                .isEmpty();
        assertThat(Verdict.of(60, book, files, lake, trial(2, Set.of("V-V1-2-1.h5")))
                        .complaints())
                .containsExactly(
                        "2 chunks are late",
                        "the catalogue has 60 files in the datasets of the run, 59 were delivered",
                        "V-V1-1-1.h5 is in a dataset of the run, and was not delivered");
        assertThat(Verdict.of(60, book, files, lake, trial(0, Set.of())).complaints())
                .contains("1 chunk is corrupted", "1 chunk is missing in the delivered directory");
        assertThat(Verdict.of(
                                60,
                                new Book(60, 60, 0, 0, 0, 0, 0, true),
                                ALL_GOOD,
                                IN_THE_LAKE,
                                trial(0, Set.of("V-V1-1-1.h5")))
                        .complaints())
                .containsExactly("1 chunk is spoiled and not booked as corrupted");
    }

    @Test
    void aFaultThatTheBookDoesNotNameAndOneThatNobodyMadeAreBothNamed() {
        var made = fault("made", "connection-cut");
        var strange = fault(null, "clock-off");
        var trial = new FaultTrial(List.of(made), List.of(strange), List.of(), List.of("other"), 0, Set.of());

        assertThat(Verdict.of(60, new Book(60, 60, 0, 0, 0, 0, 0, true), ALL_GOOD, IN_THE_LAKE, trial)
                        .complaints())
                .hasSize(3)
                .anyMatch(complaint -> complaint.startsWith("the fault other could not be made"))
                .anyMatch(complaint -> complaint.startsWith("the book does not name connection-cut at storage"))
                .anyMatch(complaint -> complaint.startsWith("the book names what nobody planned: clock-off"));
    }

    private static FaultTrial trial(long lateForNoFault, Set<String> spoiled) {
        return new FaultTrial(List.of(), List.of(), List.of(), List.of(), lateForNoFault, spoiled);
    }

    private static FaultTrial.Fault fault(String id, String deviation) {
        var then = Instant.parse("2026-11-24T12:00:00Z");
        return new FaultTrial.Fault(id, deviation, deviation, "storage", null, then, then, null);
    }

    private static LakeContent content(long files) {
        return new LakeContent(1, files, files, List.of());
    }
}
