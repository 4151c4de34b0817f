package org.strainlake.chunkfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VirgoNoiseTest {
    private static final int RATE_HZ = 4096;

    @Test
    void theSameSeedGivesTheSameNoiseHoweverItIsAskedFor() {
        var whole = new double[4 * RATE_HZ];
        new VirgoNoise(RATE_HZ, 7).fill(whole);

        var bySecond = new VirgoNoise(RATE_HZ, 7);
        for (int second = 0; second < 4; second++) {
            var part = new double[RATE_HZ];
            bySecond.fill(part);

            assertThat(part).isEqualTo(Arrays.copyOfRange(whole, second * RATE_HZ, (second + 1) * RATE_HZ));
        }
    }

    @Test
    void anotherSeedGivesOtherNoise() {
        var one = new double[10];
        var other = new double[10];
        new VirgoNoise(RATE_HZ, 1).fill(one);
        new VirgoNoise(RATE_HZ, 2).fill(other);

        assertThat(one).isNotEqualTo(other);
    }

    /** Mean power of 8 Hz around each frequency, from 32 windowed seconds, against the curve; lines kept apart. */
    @ParameterizedTest
    @ValueSource(ints = {30, 80, 200, 600, 1000, 1800})
    void theSpectrumFollowsTheCurve(int frequencyHz) {
        var noise = new VirgoNoise(RATE_HZ, 3);
        var transform = new FourierTransform(RATE_HZ);
        double power = 0;
        for (int second = 0; second < 32; second++) {
            var real = new double[RATE_HZ];
            noise.fill(real);
            for (int i = 0; i < RATE_HZ; i++) {
                real[i] *= 0.5 - 0.5 * Math.cos(2 * Math.PI * i / RATE_HZ);
            }
            var imaginary = new double[RATE_HZ];
            transform.forward(real, imaginary);
            for (int bin = frequencyHz - 4; bin <= frequencyHz + 4; bin++) {
                // One-sided density of a Hann window: 2 |X|² / (rate · Σ w²), Σ w² = 3/8 of the samples.
                power += 2 * (real[bin] * real[bin] + imaginary[bin] * imaginary[bin]) / (RATE_HZ * 0.375 * RATE_HZ);
            }
        }

        double ratio = Math.sqrt(power / (32 * 9)) / VirgoNoise.density(frequencyHz);
        assertThat(ratio).isCloseTo(1, within(0.3));
    }
}
