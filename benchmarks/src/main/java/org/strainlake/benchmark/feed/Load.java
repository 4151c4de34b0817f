package org.strainlake.benchmark.feed;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.strainlake.benchmark.result.Quantiles;
import org.strainlake.benchmark.stage.FeedStage;
import org.strainlake.benchmark.stage.Progress;

/**
 * Announces at an even pace to readers, and judges what each of them got. The first events warm everybody up: they are
 * judged as all others, their times do not count.
 */
final class Load {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Duration LATEST_END = Duration.ofSeconds(1);
    private static final Duration SETTLING = Duration.ofSeconds(1);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
    private static final double SECOND = 1e9;

    private final FeedStage stage;
    private final Announcements announcements;
    private final Announcer announcer;
    private final int eventsPerSecond;
    private final int warmUp;
    private final Progress progress;

    /**
     * A load.
     *
     * @param warmUp so many of the announcements come before those that are measured
     */
    Load(
            FeedStage stage,
            Announcements announcements,
            Announcer announcer,
            int eventsPerSecond,
            int warmUp,
            Progress progress) {
        this.stage = stage;
        this.announcements = announcements;
        this.announcer = announcer;
        this.eventsPerSecond = eventsPerSecond;
        this.warmUp = warmUp;
        this.progress = progress;
    }

    /** A reader and what it asks for. */
    record Listening(Reader reader, Filter filter) {}

    /**
     * What came of it.
     *
     * @param judgement faults of all readers together
     * @param latencies of each reader in the order given, from before the send until the reader had the event parsed
     * @param cpu what each process took while it was measured
     */
    record Outcome(Judgement judgement, List<long[]> latencies, String cpu) {
        Quantiles quantiles() {
            return new Quantiles(
                    latencies.stream().flatMapToLong(LongStream::of).toArray());
        }
    }

    Outcome run(List<Listening> listening) throws IOException, InterruptedException {
        for (var each : listening) {
            each.reader().awaitReady();
        }
        var expected = expected(listening);
        var cpu = announce(listening);
        awaitAll(listening, expected);
        var judgement = Judgement.FLAWLESS;
        for (int i = 0; i < listening.size(); i++) {
            judgement = judgement.plus(judge(listening.get(i), expected.get(i)));
        }
        return new Outcome(
                judgement,
                listening.stream().map(each -> latencies(each.reader().inbox())).toList(),
                cpu);
    }

    private String announce(List<Listening> listening) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        long nextLine = begun + BETWEEN_LINES.toNanos();
        var meter = stage.meter();
        for (int number = 0; number < announcements.count(); number++) {
            if (number == warmUp) {
                meter = stage.meter();
            }
            long due = begun + (long) (number * SECOND / eventsPerSecond);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
            announcer.send(number);
            if (System.nanoTime() > nextLine) {
                nextLine += BETWEEN_LINES.toNanos();
                stage.check();
                for (var each : listening) {
                    each.reader().check();
                }
                progress.say(
                        String.format(Locale.ROOT, "  %d of %d events announced", number + 1, announcements.count()));
            }
        }
        var late = Duration.ofNanos(System.nanoTime() - begun)
                .minus(Duration.ofSeconds(announcements.count()).dividedBy(eventsPerSecond));
        if (late.compareTo(LATEST_END) > 0) {
            throw new IOException(
                    "the announcements took " + late.toMillis() + " ms too long: the machine is too busy");
        }
        return meter.shares();
    }

    /** Of each reader, the events that it must get. */
    private List<BitSet> expected(List<Listening> listening) {
        var expected = new ArrayList<BitSet>();
        listening.forEach(each -> expected.add(new BitSet(announcements.count())));
        for (int number = 0; number < announcements.count(); number++) {
            var attributes = Announcements.attributes(announcements.event(number));
            for (int i = 0; i < listening.size(); i++) {
                expected.get(i).set(number, listening.get(i).filter().passes(attributes::get));
            }
        }
        return expected;
    }

    /** Until every reader has as much as it should, and some time longer for what should not come. */
    private void awaitAll(List<Listening> listening, List<BitSet> expected) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        for (int i = 0; i < listening.size(); i++) {
            var reader = listening.get(i).reader();
            while (reader.inbox().size() < expected.get(i).cardinality() && System.nanoTime() < deadline) {
                stage.check();
                reader.check();
                Thread.sleep(BETWEEN_LOOKS);
            }
        }
        Thread.sleep(SETTLING);
    }

    private Judgement judge(Listening each, BitSet expected) {
        var judgement = Judgement.of(expected, each.reader().inbox().numbers(), announcements::dataset);
        if (judgement.faults() > 0) {
            progress.say("  " + each.reader().name() + " " + each.filter() + ": " + judgement);
        }
        return judgement;
    }

    private long[] latencies(Inbox inbox) {
        int[] numbers = inbox.numbers();
        long[] nanos = inbox.nanos();
        var latencies = new long[numbers.length];
        int count = 0;
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] >= warmUp) {
                latencies[count++] = nanos[i] - announcer.sentAt(numbers[i]);
            }
        }
        return Arrays.copyOf(latencies, count);
    }
}
