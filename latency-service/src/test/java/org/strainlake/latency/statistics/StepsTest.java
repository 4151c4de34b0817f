package org.strainlake.latency.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 10, 5, 2",
        "3, 10, 5, 2",
        "4, 11, 5, 3",
        "3, 4, 5, 1",
        "5, 10, 5, 1",
        "0, 9223372036854775807, 9223372036854775807, 1"
    })
    void stepsAreCutAtTheMultiplesOfTheirLength(long from, long to, long seconds, long count) {
        assertThat(new Steps(from, to, seconds).count()).isEqualTo(count);
    }

    @Test
    void theFirstStepStartsWithTheInterval() {
        var steps = new Steps(4, 11, 5);

        assertThat(steps.startOf(4)).isEqualTo(4);
        assertThat(steps.startOf(5)).isEqualTo(5);
        assertThat(steps.startOf(9)).isEqualTo(5);
        assertThat(steps.startOf(10)).isEqualTo(10);
    }

    @Test
    void anEmptyIntervalHasNoSteps() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Steps(5, 5, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Steps(5, 6, 0));
    }
}
