package org.strainlake.uploader.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
    @Test
    void dueTimesDoNotDrift() {
        var pace = Pace.parse("3");

        assertThat(pace.dueNanos(1, 1)).isEqualTo(333_333_333);
        assertThat(pace.dueNanos(14_400, 1)).isEqualTo(4_800_000_000_000L);
    }

    @Test
    void atFullSpeedEverythingIsDueAtOnce() {
        assertThat(Pace.parse("max").dueNanos(14_400, 1)).isZero();
    }

    @Test
    void whatIsWrittenIsRead() {
        assertThat(Pace.parse(new Pace(2.5).toString())).isEqualTo(new Pace(2.5));
        assertThat(Pace.parse(Pace.MAX.toString())).isEqualTo(Pace.MAX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "NaN", "Infinity", "fast", ""})
    void otherSpeedsAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Pace.parse(text)).withMessageContaining("speed");
    }
}
