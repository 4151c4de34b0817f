package org.strainlake.rehearsal.campaign;

import java.io.IOException;
import java.nio.file.Path;
import org.strainlake.chunkfile.GwoscSource;
import org.strainlake.chunkfile.StrainGenerator;
import org.strainlake.rehearsal.stage.Layout;
import org.strainlake.rehearsal.stage.StrainShape;
import org.strainlake.time.GpsTime;

/** The strain of a rehearsal: the user's file, or one that is made for the occasion. */
public final class Source {
    /** The generated file's own GPS time lies in O2, when Virgo had joined. */
    private static final GpsTime GENERATED_START = GpsTime.ofSeconds(1_187_008_512);

    private static final int GENERATED_SECONDS = 64;

    private Source() {}

    /**
     * Checks the user's file before anything is made.
     *
     * @throws IOException if it is no strain, naming what is wrong with it
     * @throws IllegalArgumentException if it is too short to keep its GPS times
     */
    public static void check(RehearsalOptions options) throws IOException {
        long seconds = GENERATED_SECONDS;
        var file = options.source();
        if (file != null) {
            try (var source = GwoscSource.open(file)) {
                seconds = source.duration().toSeconds();
            }
        }
        if ("keep".equals(options.gps()) && options.chunks() > seconds) {
            throw new IllegalArgumentException("--gps keep never repeats a second: the source has " + seconds + " s, "
                    + options.chunks() + " are asked for");
        }
    }

    /**
     * The user's file, or one made for the occasion.
     *
     * @throws IOException if it cannot be made
     */
    public static Path prepare(RehearsalOptions options, Layout layout) throws IOException {
        var file = options.source();
        if (file == null) {
            file = layout.generatedSource();
            StrainGenerator.virgo(GENERATED_START, GENERATED_SECONDS, options.seed())
                    .write(file);
        }
        return file;
    }

    /** What a stream must know of the strain in the file. */
    public static StrainShape describe(Path file) throws IOException {
        try (var source = GwoscSource.open(file)) {
            return new StrainShape(source.detector().name(), source.channel().name(), source.sampleRateHz());
        }
    }
}
