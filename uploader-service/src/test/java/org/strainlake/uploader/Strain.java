package org.strainlake.uploader;

import java.io.IOException;
import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.strainlake.chunkfile.ChunkFileWriter;
import org.strainlake.strain.ChannelName;
import org.strainlake.strain.FlagWords;
import org.strainlake.strain.StrainChunk;
import org.strainlake.time.GpsTime;

/** Small files in the layout of GWOSC, whose samples tell the second they belong to. */
public final class Strain {
    public static final int SAMPLE_RATE_HZ = 16;

    private Strain() {}

    /** A source of so many seconds. */
    public static Path file(Path directory, long gpsStart, int seconds) throws IOException {
        var samples = IntStream.range(0, seconds * SAMPLE_RATE_HZ)
                .mapToDouble(i -> (gpsStart + i / SAMPLE_RATE_HZ) * 1e-24)
                .toArray();
        var words = IntBuffer.wrap(IntStream.range(0, seconds).toArray());
        var chunk = new StrainChunk(
                new ChannelName("V1:Hrec_hoft_16Hz"),
                GpsTime.ofSeconds(gpsStart),
                Duration.ofSeconds(seconds),
                SAMPLE_RATE_HZ,
                DoubleBuffer.wrap(samples),
                new FlagWords(FlagWords.QUALITY, words),
                new FlagWords(FlagWords.INJECTIONS, words));
        try (var writer = new ChunkFileWriter()) {
            return Files.write(
                    directory.resolve("V-V1_SOURCE-" + gpsStart + "-" + seconds + ".hdf5"), writer.write(chunk));
        }
    }
}
