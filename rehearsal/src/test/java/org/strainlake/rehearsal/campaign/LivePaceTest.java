package org.strainlake.rehearsal.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.strainlake.time.GpsTime;

class LivePaceTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00.400Z");

    @Test
    void inRealTimeEachSecondIsWrittenWhenItIsOver() {
        var pace = LivePace.after(NOW, 60, 1);

        assertThat(pace.due(0))
                .isEqualTo(GpsTime.ofSeconds(pace.firstGps() + 1).toUtc())
                .isAfterOrEqualTo(NOW.plusSeconds(1))
                .isBefore(NOW.plusSeconds(3));
        assertThat(pace.due(59))
                .isEqualTo(GpsTime.ofSeconds(pace.firstGps() + 60).toUtc());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 3, 10})
    void atAnySpeedTheLastPlannedSecondIsWrittenWhenItIsOverAndFurtherOnesInRealTime(double speed) {
        var pace = LivePace.after(NOW, 90, speed);

        var end = GpsTime.ofSeconds(pace.firstGps() + 90).toUtc();
        assertThat(pace.due(89)).isEqualTo(end);
        assertThat(pace.due(90)).isEqualTo(end.plusSeconds(1));
        assertThat(pace.due(0)).isAfterOrEqualTo(NOW.plusSeconds(1)).isBefore(NOW.plusSeconds(3));
        assertThat(Duration.between(pace.due(0), pace.due(1)))
                .isCloseTo(Duration.ofNanos((long) (1e9 / speed)), Duration.ofNanos(2));
    }
}
