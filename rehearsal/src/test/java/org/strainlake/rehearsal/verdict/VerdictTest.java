package org.strainlake.rehearsal.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final DeliveredFiles ALL_GOOD = new DeliveredFiles(60, 0, 0, 0, 60_000);

    @Test
    void aBookThatClosesWithEveryChunkDeliveredSucceeds() {
        var verdict = Verdict.of(60, new Book(60, 60, 0, 0, 0, 0, 0, true), ALL_GOOD);

        assertThat(verdict.succeeded()).isTrue();
    }

    @Test
    void oneLateChunkFailsTheRehearsal() {
        var verdict = Verdict.of(60, new Book(60, 59, 1, 0, 0, 0, 0, true), ALL_GOOD);

        assertThat(verdict.complaints()).containsExactly("1 chunk is late");
    }

    @Test
    void anOpenBookFailsTheRehearsal() {
        var verdict = Verdict.of(60, new Book(60, 58, 0, 0, 0, 0, 2, false), new DeliveredFiles(58, 2, 0, 0, 58_000));

        assertThat(verdict.complaints())
                .anyMatch(complaint -> complaint.contains("2 chunks are pending"))
                .anyMatch(complaint -> complaint.contains("missing in the delivered directory"));
    }

    @Test
    void aSumThatDoesNotCloseIsNamed() {
        var verdict = Verdict.of(60, new Book(60, 59, 0, 0, 0, 0, 0, true), ALL_GOOD);

        assertThat(verdict.complaints()).anyMatch(complaint -> complaint.contains("does not balance"));
    }

    @Test
    void aBookThatExpectsFewerThanPlannedIsNotBelieved() {
        var verdict = Verdict.of(60, new Book(50, 50, 0, 0, 0, 0, 0, true), new DeliveredFiles(50, 0, 0, 0, 1));

        assertThat(verdict.complaints()).containsExactly("the book expects 50 chunks, 60 were planned");
    }

    @Test
    void filesThatDisagreeWithTheBookAreNamed() {
        var verdict = Verdict.of(60, new Book(60, 60, 0, 0, 0, 0, 0, true), new DeliveredFiles(58, 1, 1, 3, 58_000));

        assertThat(verdict.complaints())
                .containsExactly(
                        "the book says 60 chunks were delivered, the directory holds 58",
                        "1 chunk is missing in the delivered directory",
                        "1 chunk is different from what was uploaded",
                        "3 chunks are in the delivered directory that nobody uploaded");
    }
}
