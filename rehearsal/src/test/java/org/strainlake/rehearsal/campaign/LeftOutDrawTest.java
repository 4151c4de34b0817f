package org.strainlake.rehearsal.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeftOutDrawTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42, -7})
    void eachStretchOfTheRunLosesOneSecondButNeverTheFirstOrTheLastOrOneThatIsTaken(long seed) {
        var taken = Set.of(12L, 20L, 33L);

        var drawn = LeftOutDraw.draw(seed, 7, 60, taken);

        assertThat(drawn).hasSize(7).doesNotHaveDuplicates().isSorted().allMatch(chunk -> chunk > 1 && chunk < 60);
        assertThat(drawn).doesNotContainAnyElementsOf(taken);
        assertThat(drawn.getFirst()).isLessThan(2 + 60 / 7);
        assertThat(drawn.getLast()).isGreaterThan(60 - 60 / 7 - 2);
    }

    @Test
    void theSeedAloneDecides() {
        assertThat(LeftOutDraw.draw(5, 7, 90, Set.of())).isEqualTo(LeftOutDraw.draw(5, 7, 90, Set.of()));
        assertThat(LeftOutDraw.draw(5, 7, 90, Set.of())).isNotEqualTo(LeftOutDraw.draw(6, 7, 90, Set.of()));
    }

    @Test
    void everySecondButTheFirstAndTheLastMayBeLeftOut() {
        assertThat(LeftOutDraw.draw(1, 3, 5, Set.of())).containsExactly(2L, 3L, 4L);
        assertThat(LeftOutDraw.draw(1, 0, 1, Set.of())).isEmpty();
    }

    @Test
    void moreThanThereAreIsRefused() {
        assertThatThrownBy(() -> LeftOutDraw.draw(1, 4, 5, Set.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--leave-out 4 leaves too little of 5 s");
        assertThatThrownBy(() -> LeftOutDraw.draw(1, 3, 5, Set.of(3L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("those of faults");
    }
}
