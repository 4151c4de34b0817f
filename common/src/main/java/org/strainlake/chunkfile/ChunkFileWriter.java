package org.strainlake.chunkfile;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.jhdf.HdfFile;
import io.jhdf.api.DatasetCreationOptions;
import io.jhdf.api.WritableDataset;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.IntBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.strainlake.strain.FlagWords;
import org.strainlake.strain.StrainChunk;

/**
 * Writes chunks as HDF5 files in the layout of GWOSC, in memory. One writer keeps one small file system in
 * memory and uses it again for every chunk. Thread-safe; one chunk at a time.
 */
public final class ChunkFileWriter implements AutoCloseable {
    private static final DateTimeFormatter UTC_START =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DatasetCreationOptions UNSIGNED =
            DatasetCreationOptions.builder().unsigned().build();
    private static final int BLOCK_BYTES = 16 * 1024;
    private static final String WORDS_DESCRIPTION =
            "A bitmask encoded as an integer-valued timeseries. The first \"Bits\" bits might be used, for each there"
                    + " is an entry in \"Bits\", \"Shortnames\", \"Descriptions\", one for each bit.";

    private final FileSystem memory = Jimfs.newFileSystem(Configuration.unix().toBuilder()
            .setBlockSize(BLOCK_BYTES)
            .setAttributeViews("basic")
            .build());
    private final Path scratch = memory.getPath("/chunk");
    private final ReentrantLock oneAtATime = new ReentrantLock();

    /** The bytes of a chunk's file. */
    public byte[] write(StrainChunk chunk) {
        return write(chunk, null);
    }

    /**
     * The bytes of a chunk's file.
     *
     * @param replayOf where a replay took it from, written as {@code meta/ReplayOfFile} and
     *     {@code meta/ReplayOfGPSstart}; null for strain that is dated as it was measured
     */
    public byte[] write(StrainChunk chunk, StrainChunk.@Nullable Origin replayOf) {
        oneAtATime.lock();
        try {
            write(scratch, chunk, replayOf);
            var bytes = Files.readAllBytes(scratch);
            Files.delete(scratch);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + chunk + " in memory", e);
        } finally {
            oneAtATime.unlock();
        }
    }

    /** Writes the file of a chunk to {@code file}, which must not exist. */
    static void write(Path file, StrainChunk chunk, StrainChunk.@Nullable Origin replayOf) {
        try (var hdf = HdfFile.write(file)) {
            strain(hdf.putGroup("strain"), chunk);
            var quality = hdf.putGroup("quality");
            words(
                    quality.putGroup("simple"),
                    chunk,
                    chunk.quality(),
                    Layout.QUALITY_WORDS,
                    Layout.QUALITY_NAMES,
                    Layout.QUALITY_DESCRIPTIONS);
            words(
                    quality.putGroup("injections"),
                    chunk,
                    chunk.injections(),
                    Layout.INJECTION_WORDS,
                    Layout.INJECTION_NAMES,
                    Layout.INJECTION_DESCRIPTIONS);
            meta(hdf.putGroup("meta"), chunk, replayOf);
        }
    }

    private static void strain(WritableGroup group, StrainChunk chunk) {
        var samples = new double[chunk.strain().remaining()];
        chunk.strain().get(samples);
        var dataset = group.putDataset(Layout.leaf(Layout.STRAIN), samples);
        axis(dataset, chunk, samples.length, 1.0 / chunk.sampleRateHz());
        dataset.putAttribute("Ylabel", "Strain");
        dataset.putAttribute("Yunits", "");
        group.putDataset(Layout.leaf(Layout.STRAIN_CHANNEL), chunk.channel().localName());
    }

    private static void words(
            WritableGroup group,
            StrainChunk chunk,
            FlagWords flags,
            String wordsPath,
            String namesPath,
            String descriptionsPath) {
        var dataset = group.putDataset(Layout.leaf(wordsPath), array(flags.words()), UNSIGNED);
        axis(dataset, chunk, flags.seconds(), 1.0);
        dataset.putAttribute("Ylabel", Layout.leaf(wordsPath));
        dataset.putAttribute("Yunits", "");
        dataset.putAttribute("Bits", (long) flags.flags().size());
        dataset.putAttribute("Description", WORDS_DESCRIPTION);
        group.putDataset(
                Layout.leaf(namesPath),
                array(flags.flags().stream().map(FlagWords.Flag::name).toList()));
        group.putDataset(
                Layout.leaf(descriptionsPath),
                array(flags.flags().stream().map(FlagWords.Flag::description).toList()));
    }

    private static void axis(WritableDataset dataset, StrainChunk chunk, int points, double spacing) {
        dataset.putAttribute("Npoints", (long) points);
        dataset.putAttribute("Xlabel", "GPS time");
        dataset.putAttribute("Xspacing", spacing);
        dataset.putAttribute("Xstart", chunk.start().seconds());
        dataset.putAttribute("Xunits", "second");
    }

    private static void meta(WritableGroup meta, StrainChunk chunk, StrainChunk.@Nullable Origin replayOf) {
        var detector = chunk.channel().detector();
        meta.putDataset("Description", "Strain data time series from " + detector.project());
        meta.putDataset("DescriptionURL", "https://gwosc.org/");
        meta.putDataset("Detector", detector.name());
        meta.putDataset("Duration", chunk.span().toSeconds());
        meta.putDataset("GPSstart", chunk.start().seconds());
        meta.putDataset("Observatory", detector.siteLetter());
        meta.putDataset("StrainChannel", chunk.channel().name());
        meta.putDataset("Type", "StrainTimeSeries");
        meta.putDataset("UTCstart", UTC_START.format(chunk.start().toUtc()));
        if (replayOf != null) {
            meta.putDataset("ReplayOfFile", replayOf.file());
            meta.putDataset("ReplayOfGPSstart", replayOf.gpsStart());
        }
    }

    private static int[] array(IntBuffer words) {
        var array = new int[words.remaining()];
        words.get(array);
        return array;
    }

    private static String[] array(List<String> texts) {
        return texts.toArray(String[]::new);
    }

    /** Gives the memory back. */
    @Override
    public void close() {
        try {
            memory.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close a file system in memory", e);
        }
    }
}
