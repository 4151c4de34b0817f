package org.strainlake.chunkfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.strainlake.strain.Detector;
import org.strainlake.time.GpsInterval;
import org.strainlake.time.GpsTime;

class ChunkNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "V-V1_HOFT_REPLAY_7K3Q-1167559920-1.h5",
                "H-H1_LOSC_4_V1-1167559920-32.hdf5",
                "HLV-HW100916-968654552-1.gwf",
                "V-A+b#9-0-4096.h5"
            })
    void aNameOfTheConventionIsReadAndWrittenAsItIs(String name) {
        assertThat(ChunkName.parse(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "V-V1-1167559920-1.txt", "v-V1-1167559920-1.h5", "V-V1-HOFT-1167559920-1.h5",
                        "V-V1-1167559920-0.h5",
                "V-V1-01167559920-1.h5", "V-V1-1167559920-01.h5", "V-V1-1167559920-1.h5.part", "dir/V-V1-1-1.h5",
                        "V-V1--1-1.h5",
                "V-V1-1167559920-1.h5\n"
            })
    void anyOtherNameIsNone(String name) {
        assertThat(ChunkName.tryParse(name)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> ChunkName.parse(name));
    }

    @Test
    void aNameTellsTheTimeThatTheFileCovers() {
        var start = GpsTime.ofSeconds(1_167_559_920);
        var name = ChunkName.of(Detector.V1, "V1_HOFT", start, Duration.ofSeconds(4));

        assertThat(name).hasToString("V-V1_HOFT-1167559920-4.h5");
        assertThat(name.interval()).isEqualTo(GpsInterval.of(start, Duration.ofSeconds(4)));
    }
}
