package org.strainlake.chunkfile;

import java.io.IOException;
import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import org.strainlake.strain.ChannelName;
import org.strainlake.strain.FlagWords;
import org.strainlake.strain.StrainChunk;
import org.strainlake.time.GpsTime;

/**
 * Makes a source file for a replay where no real one is at hand: noise with roughly the spectrum of Virgo in
 * the second observing run, in the layout of GWOSC. The same values give the same file content on every machine.
 *
 * @param channel channel it pretends to be
 * @param start first GPS second
 * @param seconds length, 1 to 4096; writing takes about 150 kB of memory for each at 4096 Hz
 * @param sampleRateHz a power of two, 256 to 16384
 * @param seed what the noise grows from
 * @param gapSeconds so many seconds in the middle hold no data: NaN, quality words 0; less than {@code seconds}
 */
public record StrainGenerator(
        ChannelName channel, GpsTime start, int seconds, int sampleRateHz, long seed, int gapSeconds) {
    private static final int MAX_SECONDS = 4096;
    private static final int ALL_QUALITY = (1 << FlagWords.QUALITY.size()) - 1;
    private static final int NO_INJECTION = (1 << FlagWords.INJECTIONS.size()) - 1;

    public StrainGenerator {
        if (seconds < 1 || seconds > MAX_SECONDS || gapSeconds < 0 || gapSeconds >= seconds) {
            throw new IllegalArgumentException(
                    "1 to " + MAX_SECONDS + " seconds, more than the gap: " + seconds + ", gap " + gapSeconds);
        }
        if (sampleRateHz < 256 || sampleRateHz > 16384 || Integer.bitCount(sampleRateHz) != 1) {
            throw new IllegalArgumentException("not a power of two from 256 to 16384: " + sampleRateHz + " Hz");
        }
    }

    /** Strain of V1 at 4096 Hz without a gap. */
    public static StrainGenerator virgo(GpsTime start, int seconds, long seed) {
        return new StrainGenerator(new ChannelName("V1:Hrec_hoft_4096Hz"), start, seconds, 4096, seed, 0);
    }

    /**
     * Writes the file: under another name first, then renamed, so that a file of this name is always whole.
     *
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        var partial = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(partial);
        ChunkFileWriter.write(partial, generate(), null);
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private StrainChunk generate() {
        var samples = new double[Math.multiplyExact(seconds, sampleRateHz)];
        new VirgoNoise(sampleRateHz, seed).fill(samples);
        var quality = new int[seconds];
        var injections = new int[seconds];
        Arrays.fill(quality, ALL_QUALITY);
        Arrays.fill(injections, NO_INJECTION);
        int gap = (seconds - gapSeconds) / 2;
        Arrays.fill(samples, gap * sampleRateHz, (gap + gapSeconds) * sampleRateHz, Double.NaN);
        Arrays.fill(quality, gap, gap + gapSeconds, 0);
        return new StrainChunk(
                channel,
                start,
                Duration.ofSeconds(seconds),
                sampleRateHz,
                DoubleBuffer.wrap(samples),
                new FlagWords(FlagWords.QUALITY, IntBuffer.wrap(quality)),
                new FlagWords(FlagWords.INJECTIONS, IntBuffer.wrap(injections)));
    }
}
