package org.strainlake.benchmark.seal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.strainlake.benchmark.result.Quantiles;
import org.strainlake.benchmark.result.Row;
import org.strainlake.benchmark.stage.Progress;
import org.strainlake.embargo.DatasetKey;
import org.strainlake.embargo.KeyEncryptionKeys;
import org.strainlake.embargo.KeyResult;
import org.strainlake.embargo.SealedName;
import org.strainlake.lake.DataIdentifier;

/**
 * Seals and opens a file in memory, by turns with the bare cipher over the same bytes. Times are those of this thread on
 * a processor, so that other work on the machine counts little.
 */
public final class SealBenchmark {
    private static final int FILE_MEGABYTES = 32;
    private static final double LONGEST_RATIO = 2;
    private static final int WARM_UP_TURNS = 5;
    private static final DataIdentifier DATASET = DataIdentifier.parse("benchmark:seal");
    private static final SealedName FILE = SealedName.of(DataIdentifier.parse("benchmark:file"));

    private final int turns;
    private final Path directory;
    private final Progress progress;

    /**
     * A benchmark.
     *
     * @param turns how often each is measured
     * @param directory for its key, made when missing
     */
    public SealBenchmark(int turns, Path directory, Progress progress) {
        this.turns = turns;
        this.directory = directory;
        this.progress = progress;
    }

    /** Measures. */
    public List<Row> run() throws IOException {
        progress.say(turns + " turns over " + FILE_MEGABYTES + " MB, after " + WARM_UP_TURNS + " to warm up");
        var plain = new byte[FILE_MEGABYTES << 20];
        new Random(1).nextBytes(plain);
        var key = key();
        var sealed = new ByteArrayOutputStream(plain.length + (1 << 20));
        seal(key, plain, sealed);
        var file = sealed.toByteArray();
        var bare = new BareCipher();
        var encrypted = bare.encrypt(plain);

        var sealing = new Turns();
        var opening = new Turns();
        for (int turn = -WARM_UP_TURNS; turn < turns; turn++) {
            boolean measured = turn >= 0;
            sealing.take(measured, () -> seal(key, plain, OutputStream.nullOutputStream()), () -> bare.seal(plain));
            opening.take(measured, () -> open(key, file), () -> bare.open(encrypted));
        }
        return List.of(row("sealing", sealing), row("opening", opening));
    }

    private Row row(String what, Turns turns) {
        double ours = Quantiles.of(turns.ours).at(0.5);
        double peer = Quantiles.of(turns.peer).at(0.5);
        progress.say(String.format(
                Locale.ROOT,
                "  %s: %.0f MB/s, the bare cipher %.0f MB/s: %.2f of it",
                what,
                FILE_MEGABYTES * 1000 / ours,
                FILE_MEGABYTES * 1000 / peer,
                peer / ours));
        return Row.atMost(
                what + ", one core's time for " + FILE_MEGABYTES
                        + " MB, median, ms; peer: bare AES/GCM, aim: twice its time",
                ours,
                peer,
                LONGEST_RATIO * peer);
    }

    private DatasetKey key() throws IOException {
        Files.createDirectories(directory);
        var keks = KeyEncryptionKeys.generate(directory.resolve("kek.json"));
        return switch (keks.open(keks.newKey(DATASET), DATASET)) {
            case KeyResult.Opened(var key) -> key;
            case KeyResult.OtherKek _, KeyResult.OtherDataset _, KeyResult.Forged _ ->
                throw new IOException("a key that was just made does not open");
        };
    }

    private static void seal(DatasetKey key, byte[] plain, OutputStream sealed) throws IOException {
        try (var sealing = key.sealing(sealed, FILE)) {
            sealing.write(plain);
            sealing.finish();
        }
    }

    private static void open(DatasetKey key, byte[] file) throws IOException {
        try (var plain = key.unsealing(new ByteArrayInputStream(file), FILE)) {
            plain.transferTo(OutputStream.nullOutputStream());
        }
    }

    /** One of the two, then the other. */
    private static final class Turns {
        private final List<Long> ours = new ArrayList<>();
        private final List<Long> peer = new ArrayList<>();

        void take(boolean measured, Work our, Work their) throws IOException {
            long ourTime = nanos(our);
            long theirTime = nanos(their);
            if (measured) {
                ours.add(ourTime);
                peer.add(theirTime);
            }
        }

        private static long nanos(Work work) throws IOException {
            var threads = ManagementFactory.getThreadMXBean();
            long begun = threads.getCurrentThreadCpuTime();
            work.run();
            return threads.getCurrentThreadCpuTime() - begun;
        }
    }

    private interface Work {
        void run() throws IOException;
    }
}
