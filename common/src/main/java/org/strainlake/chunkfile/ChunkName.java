package org.strainlake.chunkfile;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.strainlake.strain.Detector;
import org.strainlake.time.GpsInterval;
import org.strainlake.time.GpsTime;

/**
 * The name of a chunk file after LIGO-T010150: {@code V-V1_HOFT-1167559920-1.h5}.
 *
 * @param sites letters of the sites whose data it holds, such as {@code V} or {@code HL}
 * @param description what it holds, letters, digits, {@code _}, {@code +} and {@code #}
 * @param gpsStart first GPS second
 * @param seconds whole seconds it reaches, at least 1
 * @param extension {@code hdf5}, {@code h5} or {@code gwf}
 * @see <a href="https://dcc.ligo.org/LIGO-T010150/public">LIGO-T010150, naming convention for frame files</a>
 */
public record ChunkName(String sites, String description, long gpsStart, int seconds, String extension) {
    private static final Pattern FORM =
            Pattern.compile("([A-Z]{1,8})-([A-Za-z0-9_+#]{1,100})-(\\d{1,10})-(\\d{1,7})\\.(hdf5|h5|gwf)");

    public ChunkName {
        var text = format(sites, description, gpsStart, seconds, extension);
        if (seconds < 1 || !FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("not a file name after T010150: " + text);
        }
    }

    /** The name of a detector's chunk in HDF5. */
    public static ChunkName of(Detector detector, String description, GpsTime start, Duration span) {
        return new ChunkName(
                detector.siteLetter(), description, start.seconds(), Math.toIntExact(span.toSeconds()), "h5");
    }

    /**
     * Reads a file name without its directory.
     *
     * @throws IllegalArgumentException if it has another form
     */
    @JsonCreator
    public static ChunkName parse(String fileName) {
        return tryParse(fileName)
                .orElseThrow(() -> new IllegalArgumentException("not a file name after T010150: " + fileName));
    }

    /** Reads a file name without its directory; empty if it has another form. */
    public static Optional<ChunkName> tryParse(String fileName) {
        var form = FORM.matcher(fileName);
        if (!form.matches()) {
            return Optional.empty();
        }
        int seconds = Integer.parseInt(form.group(4));
        var name = seconds < 1
                ? null
                : new ChunkName(form.group(1), form.group(2), Long.parseLong(form.group(3)), seconds, form.group(5));
        // Leading zeros would make two names of one.
        return Optional.ofNullable(name).filter(parsed -> parsed.toString().equals(fileName));
    }

    /** First instant. */
    public GpsTime start() {
        return GpsTime.ofSeconds(gpsStart);
    }

    /** The time it covers. */
    public GpsInterval interval() {
        return GpsInterval.of(start(), Duration.ofSeconds(seconds));
    }

    /** The file name. */
    @JsonValue
    @Override
    public String toString() {
        return format(sites, description, gpsStart, seconds, extension);
    }

    private static String format(String sites, String description, long gpsStart, int seconds, String extension) {
        return sites + "-" + description + "-" + gpsStart + "-" + seconds + "." + extension;
    }
}
