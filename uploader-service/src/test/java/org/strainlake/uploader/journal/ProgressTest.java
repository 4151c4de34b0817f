package org.strainlake.uploader.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
    @ParameterizedTest
    @CsvSource({"3, 3, 0, true", "2, 3, 0, false", "3, 2, 0, false", "2, 2, 1, true", "0, 3, 0, false"})
    void aRunSettlesWhenEachChunkWasToldOfAsStoredAndAsAttachedOrAsRefused(
            long announced, long told, long refusalsTold, boolean settles) {
        var progress = new Progress(3, 3, announced, 3 - refusalsTold, told, refusalsTold, refusalsTold);

        assertThat(progress.settles(3)).isEqualTo(settles);
    }
}
