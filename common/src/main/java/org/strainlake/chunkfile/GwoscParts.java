package org.strainlake.chunkfile;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.exceptions.HdfInvalidPathException;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.strainlake.strain.ChannelName;
import org.strainlake.strain.Detector;
import org.strainlake.strain.FlagWords;
import org.strainlake.time.GpsInterval;
import org.strainlake.time.GpsTime;

/** Finds and checks the parts of one GWOSC file; every complaint names the part. */
record GwoscParts(Path file, HdfFile hdf) {
    private static final double RATE_TOLERANCE = 1e-6;

    Dataset dataset(String path) throws UnreadableSource {
        var dataset = find(path);
        if (dataset == null) {
            throw new UnreadableSource(file, "not a GWOSC file: the dataset " + path + " is missing");
        }
        return dataset;
    }

    private @Nullable Dataset find(String path) {
        try {
            return hdf.getByPath(path) instanceof Dataset dataset ? dataset : null;
        } catch (HdfInvalidPathException e) {
            return null; // the only way jhdf has to say that it is not there
        }
    }

    ChannelName channel() throws UnreadableSource {
        var prefix = text(dataset(Layout.DETECTOR), Layout.DETECTOR);
        Detector detector;
        try {
            detector = Detector.ofPrefix(prefix);
        } catch (IllegalArgumentException e) {
            throw new UnreadableSource(file, Layout.DETECTOR + " is " + prefix + ", which is no known detector", e);
        }
        for (var path : new String[] {Layout.STRAIN_CHANNEL, Layout.META_CHANNEL}) {
            var named = find(path);
            if (named != null) {
                var name = text(named, path);
                try {
                    return name.indexOf(':') < 0 ? ChannelName.of(detector, name) : new ChannelName(name);
                } catch (IllegalArgumentException e) {
                    throw new UnreadableSource(file, path + " is " + name + ", which is no channel", e);
                }
            }
        }
        return ChannelName.of(detector, "LOSC-STRAIN");
    }

    int sampleRateHz(Dataset strain) throws UnreadableSource {
        double spacing = number(strain, Layout.STRAIN, "Xspacing").doubleValue();
        double rate = 1 / spacing;
        long whole = Math.round(rate);
        if (whole < 1 || whole > 1 << 20 || Math.abs(rate - whole) > RATE_TOLERANCE * rate) {
            throw new UnreadableSource(
                    file, "the sample rate is no whole number: Xspacing of " + Layout.STRAIN + " is " + spacing);
        }
        return Math.toIntExact(whole);
    }

    GpsInterval interval(Dataset strain, int sampleRateHz) throws UnreadableSource {
        if (strain.getDimensionsAsLong().length != 1 || strain.getJavaType() != double.class) {
            throw new UnreadableSource(file, Layout.STRAIN + " is no list of 64-bit floating point numbers");
        }
        long samples = strain.getDimensionsAsLong()[0];
        long promised = number(strain, Layout.STRAIN, "Npoints").longValue();
        if (promised != samples) {
            throw new UnreadableSource(
                    file, Layout.STRAIN + " has " + samples + " samples, its attribute Npoints says " + promised);
        }
        if (samples == 0 || samples % sampleRateHz != 0) {
            throw new UnreadableSource(
                    file, samples + " samples at " + sampleRateHz + " Hz make no whole number of seconds");
        }
        var span = Duration.ofSeconds(samples / sampleRateHz);
        agrees("meta/Duration", span.toSeconds());
        long start = wholeSeconds(number(strain, Layout.STRAIN, "Xstart"));
        agrees("meta/GPSstart", start);
        return GpsInterval.of(GpsTime.ofSeconds(start), span);
    }

    private long wholeSeconds(Number start) throws UnreadableSource {
        if (start.doubleValue() != start.longValue() || start.longValue() < 0) {
            throw new UnreadableSource(
                    file, "Xstart of " + Layout.STRAIN + " is " + start + ", which is no whole GPS second");
        }
        return start.longValue();
    }

    private void agrees(String path, long strainSays) throws UnreadableSource {
        var meta = find(path);
        if (meta != null && meta.getData() instanceof Number number && number.longValue() != strainSays) {
            throw new UnreadableSource(file, path + " says " + number + ", " + Layout.STRAIN + " says " + strainSays);
        }
    }

    FlagWords words(String path, String namesPath, String descriptionsPath, int seconds) throws UnreadableSource {
        var data = dataset(path).getData();
        var words = IntBuffer.allocate(seconds);
        int count;
        switch (data) {
            case int[] signed -> {
                count = signed.length;
                words.put(signed, 0, Math.min(count, seconds));
            }
            case long[] unsigned -> {
                count = unsigned.length;
                for (int i = 0; i < Math.min(count, seconds); i++) {
                    words.put((int) unsigned[i]);
                }
            }
            default -> throw new UnreadableSource(file, path + " is no list of 32-bit words");
        }
        if (count != seconds) {
            throw new UnreadableSource(file, path + " has " + count + " words for " + seconds + " seconds");
        }
        return new FlagWords(flags(namesPath, descriptionsPath), words.flip());
    }

    private List<FlagWords.Flag> flags(String namesPath, String descriptionsPath) throws UnreadableSource {
        if (!(dataset(namesPath).getData() instanceof String[] names)
                || !(dataset(descriptionsPath).getData() instanceof String[] descriptions)
                || names.length != descriptions.length
                || names.length > Integer.SIZE) {
            throw new UnreadableSource(file, namesPath + " and " + descriptionsPath + " do not name at most 32 bits");
        }
        var flags = new ArrayList<FlagWords.Flag>();
        for (int i = 0; i < names.length; i++) {
            flags.add(new FlagWords.Flag(names[i], descriptions[i]));
        }
        return flags;
    }

    private String text(Dataset dataset, String path) throws UnreadableSource {
        if (dataset.getData() instanceof String text) {
            return text;
        }
        throw new UnreadableSource(file, path + " is no text");
    }

    private Number number(Dataset dataset, String path, String attribute) throws UnreadableSource {
        var found = dataset.getAttribute(attribute);
        if (found != null && found.getData() instanceof Number number) {
            return number;
        }
        throw new UnreadableSource(file, "not a GWOSC file: " + path + " has no number as attribute " + attribute);
    }
}
