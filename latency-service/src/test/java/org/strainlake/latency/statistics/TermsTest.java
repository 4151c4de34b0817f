package org.strainlake.latency.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.latency.store.Newest;
import org.strainlake.latency.store.Plan;

class TermsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Duration LOSS = Duration.ofMinutes(10);

    @Test
    void aPlannedRunEndsInRealTimeUntilItIsSeenToBeSlower() {
        var plan = plan(100L, null);

        assertThat(Terms.of(plan, Optional.empty(), LOSS).plannedEnd()).isEqualTo(1100 * SECOND);
        assertThat(Terms.of(plan, Optional.of(new Newest(5049, 1025 * SECOND)), LOSS)
                        .plannedEnd())
                .as("twice as fast")
                .isEqualTo(1100 * SECOND);
        assertThat(Terms.of(plan, Optional.of(new Newest(5049, 1100 * SECOND)), LOSS)
                        .plannedEnd())
                .as("half as fast")
                .isEqualTo(1200 * SECOND);
    }

    @Test
    void aRunHasEndedWhenItsLastSecondWasCreated() {
        var plan = plan(100L, null);

        assertThat(Terms.of(plan, Optional.of(new Newest(5098, 1003 * SECOND)), LOSS)
                        .ended())
                .isEqualTo(1100 * SECOND);
        assertThat(Terms.of(plan, Optional.of(new Newest(5099, 1003 * SECOND)), LOSS)
                        .ended())
                .isEqualTo(1003 * SECOND);
    }

    @Test
    void aLiveStreamEndsOnlyByClosure() {
        assertThat(Terms.of(plan(null, null), Optional.of(new Newest(5098, 1003 * SECOND)), LOSS))
                .isEqualTo(new Terms(null, LOSS.toNanos(), null, null, null, null));
        assertThat(Terms.of(plan(null, 1050 * SECOND), Optional.empty(), LOSS))
                .isEqualTo(new Terms(null, LOSS.toNanos(), null, 1050 * SECOND, 1050 * SECOND, null));
    }

    @Test
    void theLongestPlanDoesNotOverflow() {
        var plan = plan(1_000_000_000L, null);

        assertThat(Terms.of(plan, Optional.of(new Newest(5000, 100_000 * SECOND)), LOSS)
                        .plannedEnd())
                .isPositive();
    }

    private static Plan plan(@Nullable Long chunks, @Nullable Long closed) {
        return new Plan(
                "V1-hoft.7K3Q",
                "V1-hoft",
                "virgo",
                true,
                5000,
                1,
                chunks,
                true,
                null,
                DataIdentifier.parse("virgo:V-V1_HOFT_REPLAY_7K3Q-3600-3600"),
                1000 * SECOND,
                closed);
    }
}
