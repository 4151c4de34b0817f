package org.strainlake.notification.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseTest {
    private final Lease lease = new Lease();

    @Test
    void whoHasNoTermMayNotWrite() {
        assertThatThrownBy(lease::require).isInstanceOf(LogUnavailable.class);
        assertThat(lease.isHeld()).isFalse();
    }

    @Test
    void aTermThatIsNotProlongedRunsOutByItself() {
        lease.begin(System.nanoTime());

        assertThatThrownBy(lease::require).isInstanceOf(LogUnavailable.class);
        assertThat(lease.isHeld()).isTrue();
    }

    @Test
    void aTermThatIsProlongedStaysTheSameAndTheNextIsAnother() {
        lease.begin(inAnHour());
        long first = lease.require();
        lease.prolong(inAnHour());
        long prolonged = lease.require();
        lease.end();
        lease.begin(inAnHour());

        assertThat(first).isPositive();
        assertThat(prolonged).isEqualTo(first);
        assertThat(lease.require()).isNotEqualTo(first);
    }

    @Test
    void afterItsEndNothingMayBeWritten() {
        lease.begin(inAnHour());

        lease.end();

        assertThatThrownBy(lease::require).isInstanceOf(LogUnavailable.class);
    }

    private static long inAnHour() {
        return System.nanoTime() + Duration.ofHours(1).toNanos();
    }
}
