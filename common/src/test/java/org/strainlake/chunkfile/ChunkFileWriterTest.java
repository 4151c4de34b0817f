package org.strainlake.chunkfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.jhdf.HdfFile;
import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strainlake.strain.ChannelName;
import org.strainlake.strain.FlagWords;
import org.strainlake.strain.StrainChunk;
import org.strainlake.time.GpsTime;

class ChunkFileWriterTest {
    private static final int RATE_HZ = 4096;

    @TempDir
    private Path dir;

    @Test
    void whatIsWrittenIsReadBackSampleForSample() throws Exception {
        var chunk = chunk(1_167_559_920, 1, 127, 31);

        try (var writer = new ChunkFileWriter();
                var source = GwoscSource.open(Files.write(dir.resolve("chunk.h5"), writer.write(chunk)), RATE_HZ)) {
            assertThat(source.read(chunk.start(), chunk.span())).isEqualTo(chunk);
            assertThat(source.channel()).isEqualTo(chunk.channel());
            assertThat(source.interval()).isEqualTo(chunk.interval());
        }
    }

    @Test
    void gapsOfNanTravelAndTheHighestBitOfAWordSurvives() throws Exception {
        var samples = new double[RATE_HZ];
        Arrays.fill(samples, 100, 200, Double.NaN);
        var chunk = chunk(1_167_559_920, samples, new int[] {0x8000_0001}, new int[] {-1});

        try (var writer = new ChunkFileWriter();
                var source = GwoscSource.open(Files.write(dir.resolve("chunk.h5"), writer.write(chunk)))) {
            var read = source.read(chunk.start(), chunk.span());

            assertThat(read).isEqualTo(chunk);
            assertThat(read.strain().get(150)).isNaN();
        }
    }

    @Test
    void aWriterUsedAgainLeavesNothingOfTheLongerChunkBefore() {
        var big = chunk(1_167_559_920, 4, 127, 31);
        var small = chunk(1_167_559_924, 1, 127, 31);
        try (var fresh = new ChunkFileWriter();
                var used = new ChunkFileWriter()) {
            used.write(big);

            assertThat(used.write(small)).isEqualTo(fresh.write(small));
        }
    }

    @Test
    void aReplayedChunkNamesTheSecondItWasTakenFrom() throws Exception {
        try (var writer = new ChunkFileWriter()) {
            var bytes = writer.write(
                    chunk(1_300_000_000, 1, 127, 31), new StrainChunk.Origin("V-V1_O2-1187008512-32.hdf5", 1187008517));

            try (var hdf = HdfFile.fromBytes(bytes)) {
                assertThat(hdf.getDatasetByPath("meta/ReplayOfFile").getData()).isEqualTo("V-V1_O2-1187008512-32.hdf5");
                assertThat(hdf.getDatasetByPath("meta/ReplayOfGPSstart").getData())
                        .isEqualTo(1187008517L);
            }
        }
    }

    static StrainChunk chunk(long start, int seconds, int quality, int injections) {
        var random = new Random(start);
        var samples = random.doubles((long) seconds * RATE_HZ)
                .map(value -> 1e-19 * value)
                .toArray();
        var qualityWords = new int[seconds];
        var injectionWords = new int[seconds];
        Arrays.fill(qualityWords, quality);
        Arrays.fill(injectionWords, injections);
        return chunk(start, samples, qualityWords, injectionWords);
    }

    static StrainChunk chunk(long start, double[] samples, int[] quality, int[] injections) {
        return new StrainChunk(
                new ChannelName("V1:Hrec_hoft_4096Hz"),
                GpsTime.ofSeconds(start),
                Duration.ofSeconds(quality.length),
                samples.length / quality.length,
                DoubleBuffer.wrap(samples),
                new FlagWords(FlagWords.QUALITY, IntBuffer.wrap(quality)),
                new FlagWords(FlagWords.INJECTIONS, IntBuffer.wrap(injections)));
    }
}
