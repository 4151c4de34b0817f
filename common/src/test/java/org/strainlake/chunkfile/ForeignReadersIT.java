package org.strainlake.chunkfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strainlake.strain.ChannelName;
import org.strainlake.strain.StrainChunk;
import org.strainlake.time.GpsTime;

/** h5py and gwpy judge the files that {@link ChunkFileWriter} writes. */
class ForeignReadersIT {
    private static final GpsTime RESTAMPED = GpsTime.ofSeconds(1_450_000_000);

    private static ForeignReaders readers;

    @TempDir
    private Path dir;

    private Path delivered;

    @BeforeAll
    static void findThem() {
        readers = ForeignReaders.find();
    }

    @BeforeEach
    void makeRoom() throws IOException {
        delivered = Files.createDirectory(dir.resolve("delivered"));
    }

    @Test
    void chunksOfAGeneratedSourceWithAGapEqualItBitForBit() throws IOException {
        var source = dir.resolve("V-V1_O2LIKE-1187008512-12.hdf5");
        new StrainGenerator(new ChannelName("V1:Hrec_hoft_4096Hz"), GpsTime.ofSeconds(1_187_008_512), 12, 4096, 1, 3)
                .write(source);

        var answer = readers.readChunks(delivered, cut(source, 1), source);

        assertThat(answer.output()).contains("12 files read by h5py, 12 by gwpy");
        assertThat(answer.exitCode()).isZero();
    }

    @Test
    void chunksOfSixteenKilohertzAndSeveralSecondsEqualTheirSource() throws IOException {
        var source = dir.resolve("V-V1_O2LIKE-1187008512-8.hdf5");
        new StrainGenerator(new ChannelName("V1:Hrec_hoft_16384Hz"), GpsTime.ofSeconds(1_187_008_512), 8, 16384, 2, 0)
                .write(source);

        var answer = readers.readChunks(delivered, cut(source, 4), source);

        assertThat(answer.output()).contains("2 files read by h5py, 2 by gwpy");
        assertThat(answer.exitCode()).isZero();
    }

    /** Real files have what made-up ones forget; a checkout alone does not have them. */
    @Test
    void chunksOfRealStrainEqualItBitForBitWhereItIsPresent() throws IOException {
        for (var source : realSources()) {
            var room = Files.createDirectory(dir.resolve(source.getFileName() + ".delivered"));
            delivered = room;

            var answer = readers.readChunks(room, cut(source, 1), source);

            assertThat(answer.output()).contains("32 files read by h5py, 32 by gwpy");
            assertThat(answer.exitCode()).isZero();
        }
    }

    @Test
    void theJudgeNamesAFileWithOneBitFlipped() throws IOException {
        var source = dir.resolve("V-V1_O2LIKE-1187008512-2.hdf5");
        StrainGenerator.virgo(GpsTime.ofSeconds(1_187_008_512), 2, 3).write(source);
        var chunks = cut(source, 1);
        var flipped = delivered.resolve("V-V1_TEST-1450000001-1.h5");
        var bytes = Files.readAllBytes(flipped);
        bytes[bytes.length / 2] ^= 1;
        Files.write(flipped, bytes);

        var answer = readers.readChunks(delivered, chunks, source);

        assertThat(answer.output()).contains("V-V1_TEST-1450000001-1.h5: h5py reads other strain");
        assertThat(answer.output()).contains("1 of 2 files differ");
        assertThat(answer.exitCode()).isEqualTo(1);
    }

    /** Cuts the whole source into restamped chunks and lists them as a rehearsal does. */
    private Path cut(Path file, int seconds) throws IOException {
        List<String> lines = new ArrayList<>();
        try (var source = GwoscSource.open(file);
                var writer = new ChunkFileWriter()) {
            var span = Duration.ofSeconds(seconds);
            var origin = file.getFileName().toString();
            for (var at = source.start(); at.compareTo(source.interval().end()) < 0; at = at.plus(span)) {
                var start = RESTAMPED.plus(at.since(source.start()));
                var chunk = source.read(at, span).replayedAs(source.channel(), start);
                var name = ChunkName.of(source.detector(), source.detector() + "_TEST", start, span);
                Files.write(
                        delivered.resolve(name.toString()),
                        writer.write(chunk, new StrainChunk.Origin(origin, at.seconds())));
                lines.add("{\"name\":\"" + name + "\",\"gpsStart\":" + start.seconds() + ",\"source\":{\"file\":\""
                        + origin + "\",\"gps\":" + at.seconds() + "}}");
            }
        }
        return Files.write(delivered.resolveSibling("chunks.jsonl"), lines);
    }

    private static List<Path> realSources() throws IOException {
        var data = Path.of("..", "..", "shared", "data");
        if (!Files.isDirectory(data)) {
            return List.of();
        }
        try (var files = Files.list(data)) {
            return files.filter(file -> file.toString().endsWith(".hdf5")).toList();
        }
    }
}
