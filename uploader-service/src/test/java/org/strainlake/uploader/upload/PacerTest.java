package org.strainlake.uploader.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.strainlake.uploader.source.Pace;

class PacerTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong now = new AtomicLong(-5);

    @Test
    void timeSpentOnAChunkDoesNotMoveTheNext() {
        var pacer = new Pacer(Pace.parse("1"), 1, now::get);
        pacer.anchor(0);

        now.addAndGet(SECOND * 7 / 2);

        assertThat(pacer.nanosUntil(3)).isNegative();
        assertThat(pacer.nanosUntil(4)).isEqualTo(SECOND / 2);
    }

    @Test
    void twiceAsFastIsDueInHalfTheTime() {
        var pacer = new Pacer(Pace.parse("2"), 4, now::get);
        pacer.anchor(0);

        assertThat(pacer.nanosUntil(3)).isEqualTo(6 * SECOND);
    }

    @Test
    void afterAPauseTheNextChunkIsDueAtOnceAndTheOthersAfterIt() {
        var pacer = new Pacer(Pace.parse("1"), 1, now::get);
        pacer.anchor(0);
        now.addAndGet(1000 * SECOND);

        pacer.anchor(5);

        assertThat(pacer.nanosUntil(5)).isZero();
        assertThat(pacer.nanosUntil(6)).isEqualTo(SECOND);
    }

    @Test
    void atFullSpeedNothingIsWaitedFor() {
        var pacer = new Pacer(Pace.MAX, 1, now::get);
        pacer.anchor(0);

        assertThat(pacer.nanosUntil(14_400)).isZero();
    }
}
