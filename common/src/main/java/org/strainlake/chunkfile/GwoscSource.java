package org.strainlake.chunkfile;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.exceptions.HdfException;
import java.io.IOException;
import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.strainlake.strain.ChannelName;
import org.strainlake.strain.Detector;
import org.strainlake.strain.FlagWords;
import org.strainlake.strain.StrainChunk;
import org.strainlake.time.GpsInterval;
import org.strainlake.time.GpsTime;

/**
 * An HDF5 file of the Gravitational Wave Open Science Center, or one of ours, open for reading by slices.
 * Strain is read from the file slice by slice; only the words of quality and injections, one a second, are
 * kept in memory. NaN in the strain is data and is handed on. Thread-safe.
 */
public final class GwoscSource implements AutoCloseable {
    private final Path file;
    private final SeekableByteChannel bytes;
    private final HdfFile hdf;
    private final Dataset strain;
    private final ChannelName channel;
    private final GpsInterval interval;
    private final int sampleRateHz;
    private final FlagWords quality;
    private final FlagWords injections;

    private GwoscSource(Path file, SeekableByteChannel bytes) throws UnreadableSource {
        this.file = file;
        this.bytes = bytes;
        // From a channel, not from a path: jhdf would map every piece it reads into memory.
        this.hdf = new HdfFile(bytes, file.toUri());
        var parts = new GwoscParts(file, hdf);
        this.strain = parts.dataset(Layout.STRAIN);
        this.channel = parts.channel();
        this.sampleRateHz = parts.sampleRateHz(strain);
        this.interval = parts.interval(strain, sampleRateHz);
        int seconds = Math.toIntExact(interval.span().toSeconds());
        this.quality = parts.words(Layout.QUALITY_WORDS, Layout.QUALITY_NAMES, Layout.QUALITY_DESCRIPTIONS, seconds);
        this.injections =
                parts.words(Layout.INJECTION_WORDS, Layout.INJECTION_NAMES, Layout.INJECTION_DESCRIPTIONS, seconds);
    }

    /**
     * Opens a file and checks that it is whole and what it should be.
     *
     * @throws UnreadableSource if it is missing, truncated, no HDF5, not of GWOSC or contradicts itself
     * @throws IOException if it cannot be read
     */
    public static GwoscSource open(Path file) throws IOException {
        SeekableByteChannel bytes;
        try {
            bytes = Files.newByteChannel(file);
        } catch (NoSuchFileException e) {
            throw new UnreadableSource(file, "there is no such file", e);
        }
        var opened = false;
        try {
            HdfEnd.check(file, bytes);
            var source = new GwoscSource(file, bytes);
            opened = true;
            return source;
        } catch (HdfException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new UnreadableSource(file, "damaged HDF5: " + e.getMessage(), e);
        } finally {
            if (!opened) {
                bytes.close();
            }
        }
    }

    /**
     * Opens a file that must have been sampled at {@code sampleRateHz}.
     *
     * @throws UnreadableSource as {@link #open(Path)}, and if it has another sample rate
     */
    public static GwoscSource open(Path file, int sampleRateHz) throws IOException {
        var source = open(file);
        if (source.sampleRateHz != sampleRateHz) {
            source.close();
            throw new UnreadableSource(
                    file, "sampled at " + source.sampleRateHz + " Hz, wanted are " + sampleRateHz + " Hz");
        }
        return source;
    }

    /** The file. */
    public Path file() {
        return file;
    }

    /** The time it covers. */
    public GpsInterval interval() {
        return interval;
    }

    /** First instant. */
    public GpsTime start() {
        return interval.start();
    }

    /** Length in whole seconds. */
    public Duration duration() {
        return interval.span();
    }

    /** Samples a second. */
    public int sampleRateHz() {
        return sampleRateHz;
    }

    /** The detector that measured it. */
    public Detector detector() {
        return channel.detector();
    }

    /** Its channel; files of the first runs name none and are given {@code …:LOSC-STRAIN}. */
    public ChannelName channel() {
        return channel;
    }

    /**
     * Reads a slice.
     *
     * @param start a whole second in the file
     * @param span whole seconds, at most what remains of the file
     * @throws IllegalArgumentException if the file does not cover it
     * @throws UnreadableSource if the file is damaged there
     * @throws IOException if reading fails
     */
    public StrainChunk read(GpsTime start, Duration span) throws IOException {
        var wanted = GpsInterval.of(start, span);
        if (start.nanos() != 0
                || span.toNanosPart() != 0
                || wanted.start().compareTo(interval.start()) < 0
                || wanted.end().compareTo(interval.end()) > 0) {
            throw new IllegalArgumentException(file + " holds whole seconds of GPS "
                    + interval.start().seconds() + " to " + interval.end().seconds() + ", not " + start + " for "
                    + span);
        }
        int first = Math.toIntExact(start.since(interval.start()).toSeconds());
        int seconds = Math.toIntExact(span.toSeconds());
        return new StrainChunk(
                channel,
                start,
                span,
                sampleRateHz,
                samples(first, seconds),
                slice(quality, first, seconds),
                slice(injections, first, seconds));
    }

    private DoubleBuffer samples(int firstSecond, int seconds) throws UnreadableSource {
        try {
            var data = strain.getData(
                    new long[] {(long) firstSecond * sampleRateHz},
                    new int[] {Math.multiplyExact(seconds, sampleRateHz)});
            return DoubleBuffer.wrap((double[]) data);
        } catch (HdfException | IndexOutOfBoundsException e) {
            throw new UnreadableSource(
                    file,
                    "cannot read " + seconds + " s of " + Layout.STRAIN + " from GPS "
                            + (interval.start().seconds() + firstSecond) + ": " + e.getMessage(),
                    e);
        }
    }

    private static FlagWords slice(FlagWords all, int first, int seconds) {
        IntBuffer words = all.words().slice(first, seconds);
        return new FlagWords(all.flags(), words);
    }

    @Override
    public void close() throws IOException {
        hdf.close();
        bytes.close();
    }
}
