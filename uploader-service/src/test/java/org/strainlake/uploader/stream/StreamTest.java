package org.strainlake.uploader.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.strainlake.uploader.Examples;

class StreamTest {
    @Test
    void replayedChunksAndTheirDatasetsCarryTheTag() {
        var stream = Examples.stream();

        assertThat(stream.replayedChunk("7K3Q", 1_167_559_920)).hasToString("V-V1_HOFT_REPLAY_7K3Q-1167559920-1.h5");
        assertThat(stream.dataset("7K3Q", 1_167_559_920)).hasToString("virgo:V-V1_HOFT_REPLAY_7K3Q-1167559200-3600");
        assertThat(stream.run("7K3Q")).isEqualTo("V1-hoft.7K3Q");
    }

    @Test
    void aDatasetEndsWithItsHourOfGpsTime() {
        var stream = Examples.stream();

        assertThat(stream.dataset(null, 3599)).hasToString("virgo:V-V1_HOFT-0-3600");
        assertThat(stream.dataset(null, 3600)).hasToString("virgo:V-V1_HOFT-3600-3600");
    }

    @Test
    void aDayIsOneDataset() {
        var stream = Examples.stream("daily", settings -> settings.put("rotation", "day"));

        assertThat(stream.dataset(null, 86_399)).hasToString("virgo:V-V1_HOFT-0-86400");
        assertThat(stream.dataset(null, 86_400)).hasToString("virgo:V-V1_HOFT-86400-86400");
    }

    @Test
    void whatIsNotSetHasItsDefault() {
        var settings = Examples.stream().settings();

        assertThat(settings.chunkLength()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.rotation()).isEqualTo(Rotation.HOUR);
        assertThat(settings.budget()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.rules()).isEmpty();
        assertThat(settings.container()).isEmpty();
        assertThat(settings.directory()).isNull();
    }

    @Test
    void aMisspelledKeyIsRefused() {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> Examples.stream("wrong", settings -> settings.put("chanel", "V1:x")))
                .havingCause()
                .withMessageContaining("chanel");
    }

    @Test
    void aSampleRateOfZeroIsRefused() {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> Examples.stream("wrong", settings -> settings.put("sample-rate-hz", "0")))
                .havingCause()
                .withMessageContaining("sampleRateHz");
    }

    @Test
    void chunksMustFillADataset() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Examples.stream("wrong", settings -> settings.put("chunk-length", "7s")))
                .withMessageContaining("wrong");
    }

    @Test
    void aChannelOfAnotherDetectorIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Examples.stream("wrong", settings -> settings.put("detector", "H1")))
                .withMessageContaining("V1:Hrec_hoft_16Hz");
    }
}
