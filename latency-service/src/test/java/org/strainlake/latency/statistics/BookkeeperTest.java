package org.strainlake.latency.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BookkeeperTest {
    @ParameterizedTest
    @CsvSource({
        "virgo:V-V1_HOFT*, true",
        "virgo:*-3600, true",
        "*, true",
        "virgo:V-V1_HOFT_REPLAY_7K3Q-3600-3600, true",
        "virgo:V-V1.HOFT*, false",
        "virgo:V-V1_HOFT, false",
        "ligo:*, false"
    })
    void aFollowMatchesWholeNamesWithStarsForAnything(String pattern, boolean matches) {
        assertThat(Bookkeeper.matches(pattern, "virgo:V-V1_HOFT_REPLAY_7K3Q-3600-3600"))
                .isEqualTo(matches);
    }
}
