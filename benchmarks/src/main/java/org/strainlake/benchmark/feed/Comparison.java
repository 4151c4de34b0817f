package org.strainlake.benchmark.feed;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.strainlake.benchmark.result.Quantiles;
import org.strainlake.benchmark.stage.CatalogueAccess;
import org.strainlake.benchmark.stage.FeedStage;
import org.strainlake.benchmark.stage.Progress;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.local.Lacking;

/**
 * How long the comparison of a large dataset with the catalogue takes, as seen from outside. A new file is put into the
 * catalogue as soon as the one before it was told of; the comparison that follows finds it. So between two that are told of
 * lie the interval and exactly one comparison.
 */
final class Comparison {
    private static final DataIdentifier DATASET = new DataIdentifier("virgo", "V-V1_MANY-1440000000-100000");
    private static final String TOPIC = "strainlake.events.virgo.proprietary";
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final FeedStage stage;
    private final int files;
    private final int rounds;
    private final Progress progress;

    /** Of a dataset of so many files, measured so often. */
    Comparison(FeedStage stage, int files, int rounds, Progress progress) {
        this.stage = stage;
        this.files = files;
        this.rounds = rounds;
        this.progress = progress;
    }

    /**
     * What it takes.
     *
     * @param compared one comparison in which one file is new
     * @param listed the same list streamed to its end and nothing else
     */
    record Outcome(Quantiles compared, Quantiles listed) {}

    Outcome run() throws IOException, Lacking, InterruptedException {
        var catalogue = stage.catalogue();
        catalogue.createDataset(DATASET);
        catalogue.attach(
                DATASET, IntStream.range(0, files).mapToObj(Comparison::name).toList());
        progress.say("  the catalogue has them; all are told late first");
        stage.restartComparing(DATASET.toString(), INTERVAL);
        try (var reader = KafkaReader.startAtOldest(
                "late", stage.brokers(), List.of(TOPIC), Filter.of("dataset", DATASET.toString()), id -> 0)) {
            reader.awaitReady();
            long told = await(reader, files);
            var nanos = new long[rounds];
            for (int round = -1; round < rounds; round++) { // the first may begin anywhere in a comparison
                int number = files + round + 1;
                catalogue.attach(DATASET, List.of(name(number)));
                long next = await(reader, number + 1);
                if (round >= 0) {
                    nanos[round] = next - told - INTERVAL.toNanos();
                }
                told = next;
            }
            return new Outcome(new Quantiles(nanos), listed(catalogue));
        }
    }

    private Quantiles listed(CatalogueAccess catalogue) throws IOException, InterruptedException {
        var nanos = new long[rounds];
        for (int round = 0; round < rounds; round++) {
            long begun = System.nanoTime();
            long listed = catalogue.list(DATASET);
            nanos[round] = System.nanoTime() - begun;
            if (listed != files + rounds + 1) {
                throw new IOException("the catalogue lists " + listed + " files");
            }
        }
        return new Quantiles(nanos);
    }

    /** Waits until so many events have come; when the last of them came. */
    private long await(KafkaReader reader, int events) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        long nextLine = System.nanoTime() + BETWEEN_LINES.toNanos();
        var inbox = reader.inbox();
        while (inbox.size() < events) {
            stage.check();
            reader.check();
            if (System.nanoTime() > deadline) {
                throw new IOException(inbox.size() + " of " + events + " files were told of");
            }
            if (System.nanoTime() > nextLine) {
                nextLine += BETWEEN_LINES.toNanos();
                progress.say("  " + inbox.size() + " of " + events + " files are told of");
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
        return inbox.nanos()[events - 1];
    }

    private static String name(int number) {
        return "V-V1_MANY-" + (1_440_000_000 + number) + "-1.h5";
    }
}
