package org.strainlake.uploader.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReplayPlanTest {
    @Test
    void anOrderedReplayThatIsLongerThanItsSourceStartsOver() {
        var plan = plan(ReplayWish.Order.SEQUENTIAL, 0);

        assertThat(draws(plan, 7)).containsExactly(100L, 102L, 104L, 100L, 102L, 104L, 100L);
    }

    @Test
    void theSameSeedDrawsTheSameChunksFromAnyChunkOn() {
        assertThat(draws(plan(ReplayWish.Order.RANDOM, 7), 500))
                .isEqualTo(draws(plan(ReplayWish.Order.RANDOM, 7), 500));
        assertThat(draws(plan(ReplayWish.Order.RANDOM, 7), 500))
                .isNotEqualTo(draws(plan(ReplayWish.Order.RANDOM, 8), 500));
    }

    @Test
    void randomDrawsReachEveryChunkAndRepeat() {
        var draws = draws(plan(ReplayWish.Order.RANDOM, 1), 300);

        assertThat(draws).containsOnly(100L, 102L, 104L);
        for (long chunk : new long[] {100, 102, 104}) {
            assertThat(draws.stream().filter(each -> each == chunk).count()).isBetween(70L, 130L);
        }
    }

    @Test
    void chunkNStartsNLengthsAfterTheFirst() {
        var plan = plan(ReplayWish.Order.RANDOM, 1);

        assertThat(plan.gpsStart(0)).isEqualTo(5000);
        assertThat(plan.gpsStart(9)).isEqualTo(5018);
        assertThat(plan.chunkAt(5018)).isEqualTo(9);
    }

    private static List<Long> draws(ReplayPlan plan, int chunks) {
        return LongStream.range(0, chunks)
                .mapToObj(n -> plan.takenFrom(n).seconds())
                .toList();
    }

    private static ReplayPlan plan(ReplayWish.Order order, long seed) {
        return new ReplayPlan(Path.of("source.hdf5"), 100, 3, order, seed, Pace.MAX, 5000, 2, 1000);
    }
}
