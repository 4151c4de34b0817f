package org.strainlake.chunkfile;

/**
 * A complex Fourier transform of one length, a power of two, in place. Uses {@link StrictMath}, so that the
 * same numbers come out on every machine.
 */
final class FourierTransform {
    private final int length;
    private final double[] cosines;
    private final double[] sines;

    FourierTransform(int length) {
        if (Integer.bitCount(length) != 1) {
            throw new IllegalArgumentException("not a power of two: " + length);
        }
        this.length = length;
        cosines = new double[length / 2];
        sines = new double[length / 2];
        for (int i = 0; i < length / 2; i++) {
            cosines[i] = StrictMath.cos(2 * Math.PI * i / length);
            sines[i] = StrictMath.sin(2 * Math.PI * i / length);
        }
    }

    /** The transform with {@code exp(-i…)}. */
    void forward(double[] real, double[] imaginary) {
        shuffle(real, imaginary);
        for (int half = 1; half < length; half *= 2) {
            int step = length / (2 * half);
            for (int begin = 0; begin < length; begin += 2 * half) {
                for (int i = 0; i < half; i++) {
                    butterfly(real, imaginary, begin + i, begin + i + half, i * step);
                }
            }
        }
    }

    /** The transform with {@code exp(+i…)}, divided by the length: undoes {@link #forward}. */
    void inverse(double[] real, double[] imaginary) {
        forward(imaginary, real); // real and imaginary part exchanged, twice over
        for (int i = 0; i < length; i++) {
            real[i] /= length;
            imaginary[i] /= length;
        }
    }

    private void butterfly(double[] real, double[] imaginary, int upper, int lower, int turn) {
        double re = real[lower] * cosines[turn] + imaginary[lower] * sines[turn];
        double im = imaginary[lower] * cosines[turn] - real[lower] * sines[turn];
        real[lower] = real[upper] - re;
        imaginary[lower] = imaginary[upper] - im;
        real[upper] += re;
        imaginary[upper] += im;
    }

    private void shuffle(double[] real, double[] imaginary) {
        int bits = Integer.numberOfTrailingZeros(length);
        for (int i = 0; i < length; i++) {
            int mirrored = bits == 0 ? 0 : Integer.reverse(i) >>> (Integer.SIZE - bits);
            if (mirrored > i) {
                double re = real[i];
                double im = imaginary[i];
                real[i] = real[mirrored];
                imaginary[i] = imaginary[mirrored];
                real[mirrored] = re;
                imaginary[mirrored] = im;
            }
        }
    }
}
