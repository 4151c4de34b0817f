package org.strainlake.uploader.chunking;

import java.io.IOException;
import java.time.Duration;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.checksum.Sha256Checksum;
import org.strainlake.chunkfile.ChunkFileWriter;
import org.strainlake.chunkfile.GwoscSource;
import org.strainlake.event.FilePayload;
import org.strainlake.lake.Content;
import org.strainlake.strain.StrainChunk;
import org.strainlake.time.GpsTime;
import org.strainlake.uploader.source.ReplayPlan;
import org.strainlake.uploader.stream.Stream;

/** Makes the chunk files of one replay; the same chunk has the same bytes each time. Thread-safe. */
public final class ChunkCutter implements AutoCloseable {
    private final Stream stream;
    private final String tag;
    private final ReplayPlan plan;
    private final GwoscSource source;
    private final ChunkFileWriter writer = new ChunkFileWriter();

    /**
     * A cutter that owns its source.
     *
     * @param stream what the chunks are made part of
     * @param tag tag of the run
     * @param plan what is cut
     * @param source the plan's file, closed with the cutter
     */
    public ChunkCutter(Stream stream, String tag, ReplayPlan plan, GwoscSource source) {
        this.stream = stream;
        this.tag = tag;
        this.plan = plan;
        this.source = source;
    }

    /**
     * The file of chunk {@code n}.
     *
     * @throws IOException if the source cannot be read there
     */
    public ChunkFile cut(long n) throws IOException {
        var taken = plan.takenFrom(n);
        var gpsStart = plan.gpsStart(n);
        var strain = source.read(taken, Duration.ofSeconds(plan.chunkSeconds()))
                .replayedAs(stream.channel(), GpsTime.ofSeconds(gpsStart));
        var file = String.valueOf(plan.source().getFileName());
        var bytes = writer.write(strain, new StrainChunk.Origin(file, taken.seconds()));
        return new ChunkFile(
                stream.replayedChunk(tag, gpsStart),
                Content.of(bytes),
                Adler32Checksum.of(bytes),
                Sha256Checksum.of(bytes),
                null,
                new FilePayload.Origin(file, taken.seconds()),
                null);
    }

    @Override
    public void close() throws IOException {
        writer.close();
        source.close();
    }
}
