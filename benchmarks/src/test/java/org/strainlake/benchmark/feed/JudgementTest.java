package org.strainlake.benchmark.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class JudgementTest {
    /** Even numbers are of one dataset, odd ones of another. */
    private static Judgement judge(int... received) {
        var expected = new BitSet();
        expected.set(0, 6);
        return Judgement.of(expected, received, number -> number % 2 == 0 ? "even" : "odd");
    }

    @Test
    void whoGetsExactlyItsEventsInOrderIsWithoutFault() {
        assertThat(judge(0, 1, 2, 3, 4, 5)).isEqualTo(Judgement.FLAWLESS);
    }

    @Test
    void theOrderBetweenDatasetsIsFree() {
        assertThat(judge(1, 3, 5, 0, 2, 4)).isEqualTo(Judgement.FLAWLESS);
    }

    @Test
    void anEventThatComesAfterALaterOneOfItsDatasetIsMisordered() {
        assertThat(judge(4, 0, 1, 2, 3, 5)).isEqualTo(new Judgement(0, 0, 0, 2));
    }

    @Test
    void whatDoesNotComeIsMissing() {
        assertThat(judge(0, 1, 5)).isEqualTo(new Judgement(3, 0, 0, 0));
    }

    @Test
    void whatComesAgainIsRepeatedAndNotMisordered() {
        assertThat(judge(0, 1, 2, 3, 4, 5, 0, 5)).isEqualTo(new Judgement(0, 0, 2, 0));
    }

    @Test
    void whatNobodyAskedForOrAnnouncedIsExtra() {
        assertThat(judge(0, 1, 2, 6, 3, 4, -1, 5)).isEqualTo(new Judgement(0, 2, 0, 0));
    }

    @Test
    void faultsOfAllReadersAddUp() {
        assertThat(new Judgement(1, 2, 3, 4).plus(new Judgement(10, 20, 30, 40)))
                .isEqualTo(new Judgement(11, 22, 33, 44))
                .extracting(Judgement::faults)
                .isEqualTo(110);
    }
}
