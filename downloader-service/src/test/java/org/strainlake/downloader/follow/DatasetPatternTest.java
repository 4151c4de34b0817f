package org.strainlake.downloader.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.strainlake.lake.DataIdentifier;

class DatasetPatternTest {
    @Test
    void aStarStandsForAnyRunOfCharactersAndNothingElseIsSpecial() {
        var pattern = DatasetPattern.of("virgo:V-V1_HOFT*-3600");

        assertThat(pattern.matches(DataIdentifier.parse("virgo:V-V1_HOFT_REPLAY_7K3Q-1167559200-3600")))
                .isTrue();
        assertThat(pattern.matches(DataIdentifier.parse("virgo:V-V1_HOFT_REPLAY_7K3Q-1167559200-360")))
                .isFalse();
        assertThat(pattern.matches(DataIdentifier.parse("ligo:V-V1_HOFT-1-3600")))
                .isFalse();
        assertThat(DatasetPattern.of("virgo:a.b").matches(DataIdentifier.parse("virgo:aXb")))
                .isFalse();
    }

    @Test
    void whatNamesNoScopeIsNoPattern() {
        assertThatThrownBy(() -> DatasetPattern.of("V-V1_HOFT*"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("V-V1_HOFT*");
    }
}
