package org.strainlake.chunkfile;

import java.util.Arrays;
import java.util.Random;

/**
 * Gaussian noise with roughly the spectrum of Virgo in the second observing run: broadband noise through a
 * filter made from the amplitude spectral density, and a few lines (mains, calibration, violin modes). The
 * same seed gives the same noise, sample for sample. For one thread.
 */
final class VirgoNoise {
    /** Frequency in Hz and amplitude spectral density in 1/√Hz, joined by power laws, after the curve of August 2017. */
    private static final double[][] DENSITY = {
        {8, 3e-19},
        {10, 1.5e-19},
        {15, 2e-20},
        {20, 4e-21},
        {30, 9e-22},
        {50, 2.3e-22},
        {80, 1.1e-22},
        {100, 8e-23},
        {200, 5e-23},
        {300, 4.5e-23},
        {500, 5e-23},
        {1000, 8e-23},
        {2000, 1.7e-22},
        {8192, 8e-22}
    };

    /** Frequency in Hz and amplitude of each line. */
    private static final double[][] LINES = {
        {50, 3e-21}, {100, 3e-22}, {150, 8e-22}, {61.5, 6e-22}, {356.5, 8e-22}, {442.3, 5e-22}, {882, 4e-22}
    };

    private final int sampleRateHz;
    private final Random random;
    private final int block;
    private final FourierTransform transform;
    private final double[] filterReal;
    private final double[] filterImaginary;
    private final double[] white;
    private final double[] real;
    private final double[] imaginary;
    private final double[] phases = new double[LINES.length];
    private int used;
    private long sample;

    VirgoNoise(int sampleRateHz, long seed) {
        this.sampleRateHz = sampleRateHz;
        this.random = new Random(seed);
        // The filter is some 2 s long, half of the transform; the other half of each block is fresh.
        int length = Integer.highestOneBit(4 * sampleRateHz);
        this.block = length / 2;
        this.transform = new FourierTransform(length);
        this.filterReal = new double[length];
        this.filterImaginary = new double[length];
        this.white = new double[length];
        this.real = new double[length];
        this.imaginary = new double[length];
        this.used = block;
        designFilter();
        for (int i = 0; i < phases.length; i++) {
            phases[i] = 2 * Math.PI * random.nextDouble();
        }
        for (int i = 0; i < block; i++) {
            white[block + i] = random.nextGaussian();
        }
    }

    /** The broadband amplitude spectral density at a frequency, in 1/√Hz. */
    static double density(double frequencyHz) {
        double frequency = Math.clamp(frequencyHz, DENSITY[0][0], DENSITY[DENSITY.length - 1][0]);
        int next = 1;
        while (DENSITY[next][0] < frequency) {
            next++;
        }
        var low = DENSITY[next - 1];
        var high = DENSITY[next];
        double part = StrictMath.log(frequency / low[0]) / StrictMath.log(high[0] / low[0]);
        return low[1] * StrictMath.pow(high[1] / low[1], part);
    }

    /** The next samples. */
    void fill(double[] into) {
        for (int i = 0; i < into.length; i++, sample++) {
            if (used == block) {
                nextBlock();
            }
            into[i] = real[block + used++] + lines();
        }
    }

    private double lines() {
        double sum = 0;
        for (int i = 0; i < LINES.length; i++) {
            if (LINES[i][0] < sampleRateHz / 2.0) {
                double turns = LINES[i][0] * sample / sampleRateHz;
                sum += LINES[i][1] * StrictMath.sin(2 * Math.PI * (turns - Math.floor(turns)) + phases[i]);
            }
        }
        return sum;
    }

    private void nextBlock() {
        System.arraycopy(white, block, white, 0, block);
        for (int i = 0; i < block; i++) {
            white[block + i] = random.nextGaussian();
        }
        System.arraycopy(white, 0, real, 0, real.length);
        Arrays.fill(imaginary, 0);
        transform.forward(real, imaginary);
        for (int i = 0; i < real.length; i++) {
            double re = real[i] * filterReal[i] - imaginary[i] * filterImaginary[i];
            imaginary[i] = real[i] * filterImaginary[i] + imaginary[i] * filterReal[i];
            real[i] = re;
        }
        transform.inverse(real, imaginary);
        used = 0;
    }

    /** White noise of variance 1 has the one-sided density √(2 / rate); the filter turns it into {@link #density}. */
    private void designFilter() {
        int length = filterReal.length;
        double white = StrictMath.sqrt(2.0 / sampleRateHz);
        for (int i = 0; i <= length / 2; i++) {
            double frequency = (double) i * sampleRateHz / length;
            double gain = i == 0 ? 0 : density(frequency) / white;
            filterReal[i] = gain;
            filterReal[(length - i) % length] = gain;
        }
        transform.inverse(filterReal, filterImaginary);
        // Zero phase so far: move the middle to a quarter of the length, and let it fade to both sides.
        var taps = new double[length];
        int half = length / 4;
        for (int i = -half; i < half; i++) {
            double fade = 0.5 + 0.5 * StrictMath.cos(Math.PI * i / half);
            taps[i + half] = filterReal[Math.floorMod(i, length)] * fade;
        }
        System.arraycopy(taps, 0, filterReal, 0, length);
        Arrays.fill(filterImaginary, 0);
        transform.forward(filterReal, filterImaginary);
    }
}
