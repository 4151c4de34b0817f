package org.strainlake.benchmark.feed;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.strainlake.benchmark.result.Quantiles;
import org.strainlake.benchmark.stage.FeedStage;

/**
 * One event at a time: by turns over a bare topic and through the feed, each turn half a second after the one before. Every
 * reader wants everything.
 */
final class Hops {
    private static final Duration TURN = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final FeedStage stage;
    private final int rounds;
    private final int warmUp;

    /**
     * Rounds of both turns.
     *
     * @param warmUp so many rounds come before those that are measured
     */
    Hops(FeedStage stage, int rounds, int warmUp) {
        this.stage = stage;
        this.rounds = rounds;
        this.warmUp = warmUp;
    }

    /** So many announcements each way. */
    int announcements() {
        return warmUp + rounds;
    }

    /**
     * How long each event took, in nanoseconds, round by round.
     *
     * @param bare from a producer to a consumer of the same topic
     * @param sse from an announcement to a reader of server-sent events
     * @param kafka from an announcement to a consumer of the feed's topics
     */
    record Outcome(List<Long> bare, List<Long> sse, List<Long> kafka) {
        /** What the feed adds, the difference of each round. */
        Quantiles added(List<Long> feed) {
            return new Quantiles(IntStream.range(0, bare.size())
                    .mapToLong(round -> feed.get(round) - bare.get(round))
                    .toArray());
        }
    }

    Outcome run(Announcer plain, Reader bare, Announcer announcer, Reader sse, Reader kafka)
            throws IOException, InterruptedException {
        for (var reader : new Reader[] {bare, sse, kafka}) {
            reader.awaitReady();
        }
        long turn = System.nanoTime();
        for (int round = 0; round < warmUp + rounds; round++) {
            turn = awaitTurn(turn);
            plain.send(round);
            turn = awaitTurn(turn);
            announcer.send(round);
            stage.check();
        }
        return new Outcome(times(plain, bare), times(announcer, sse), times(announcer, kafka));
    }

    private static long awaitTurn(long last) throws InterruptedException {
        long next = last + TURN.toNanos();
        Thread.sleep(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
        return next;
    }

    private List<Long> times(Announcer announcer, Reader reader) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (reader.inbox().size() < warmUp + rounds && System.nanoTime() < deadline) {
            reader.check();
            Thread.sleep(TURN);
        }
        int[] numbers = reader.inbox().numbers();
        if (!Arrays.equals(numbers, IntStream.range(0, warmUp + rounds).toArray())) {
            throw new IOException(
                    reader.name() + " did not get every event once and in order: " + Arrays.toString(numbers));
        }
        long[] nanos = reader.inbox().nanos();
        return IntStream.range(warmUp, numbers.length)
                .mapToObj(round -> nanos[round] - announcer.sentAt(round))
                .toList();
    }
}
