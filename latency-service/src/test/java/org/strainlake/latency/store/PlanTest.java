package org.strainlake.latency.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.strainlake.time.GpsTime;

class PlanTest {
    private static final Instant BEGIN = Instant.parse("2026-11-23T07:09:07.5Z");
    private static final long GPS = GpsTime.of(BEGIN).seconds();

    @Test
    void aLiveStreamAtThePresentKeepsToTheClockAndOneOfOldFilesDoesNot() {
        assertThat(Plans.live(GPS - 1, nanos(0)).keepsToTheClock()).isTrue();
        assertThat(Plans.live(GPS - 300, nanos(0)).keepsToTheClock()).isTrue();
        assertThat(Plans.live(GPS - 86_400, nanos(0)).keepsToTheClock()).isFalse();
        assertThat(Plans.live(GPS + 86_400, nanos(0)).keepsToTheClock()).isFalse();
    }

    @Test
    void ofALiveStreamEverySecondIsExpectedThatIsOver() {
        var plan = Plans.live(GPS - 1, nanos(0));

        assertThat(plan.expectedEnd(nanos(0))).hasValue(GPS);
        assertThat(plan.expectedEnd(nanos(0.4))).hasValue(GPS);
        assertThat(plan.expectedEnd(nanos(0.5))).hasValue(GPS + 1);
        assertThat(plan.expectedEnd(nanos(3600))).hasValue(GPS + 3600);
        assertThat(plan.expectedEnd(nanos(-3600)))
                .as("a clock that was set back")
                .hasValue(GPS - 1);
        assertThat(Plans.live(GPS - 86_400, nanos(0)).expectedEnd(nanos(0))).isEmpty();
    }

    private static long nanos(double seconds) {
        return EpochNanos.of(BEGIN) + Math.round(seconds * 1e9);
    }
}
