package org.strainlake.latency.statistics;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.strainlake.journey.JourneyRecord.Failure;
import org.strainlake.journey.Stage;
import org.strainlake.latency.store.ChunkLine;
import org.strainlake.latency.store.Ending;

/**
 * Says what became of a second.
 *
 * @param terms by what it is judged
 * @param nowNanos the present, in nanoseconds since 1970
 */
public record Judge(Terms terms, long nowNanos) {
    /** Reason of a second that was planned and of which no record ever came. */
    public static final String ABSENT = "absent-at-source";

    private static final String AFTER_IT_WAS_LOST = "after-it-was-lost";
    private static final long NEVER = Long.MAX_VALUE;

    /** The class of a line; every line has exactly one. */
    public Verdict judge(ChunkLine line) {
        if (line.stamps().has(Stage.DELIVERED)) {
            return ofDelivered(line);
        }
        var ending = line.givenUp() != null ? line.givenUp() : line.refused();
        if (ending != null) {
            return switch (ending.failure()) {
                case LOST -> new Verdict(Fate.LOST, ending.reason());
                case CORRUPTED -> new Verdict(Fate.CORRUPTED, ending.reason());
                case WITHHELD -> new Verdict(Fate.WITHHELD, ending.reason());
            };
        }
        return nowNanos < lossAt(line) ? new Verdict(Fate.PENDING, null) : new Verdict(Fate.LOST, whereItStopped(line));
    }

    /** Whether neither time nor the run's further course can change a verdict; only further records of the chunk can. */
    static boolean isSettled(ChunkLine line, Verdict verdict) {
        return switch (verdict.fate()) {
            case DELIVERED, CORRUPTED, WITHHELD -> true;
            case LATE -> !AFTER_IT_WAS_LOST.equals(verdict.reason());
            case LOST -> line.givenUp() != null || line.refused() != null;
            case PENDING -> false;
        };
    }

    private Verdict ofDelivered(ChunkLine line) {
        long delivered = line.stamps().nanos(Stage.DELIVERED);
        if (delivered > Math.min(lossAt(line), Math.min(saidLost(line.givenUp()), saidLost(line.refused())))) {
            return new Verdict(Fate.LATE, AFTER_IT_WAS_LOST);
        }
        var budget = terms.budget();
        return budget != null
                        && line.stamps().has(Stage.CREATED)
                        && delivered - line.stamps().nanos(Stage.CREATED) > budget
                ? new Verdict(Fate.LATE, "over-budget")
                : new Verdict(Fate.DELIVERED, null);
    }

    /** When a second that is not delivered is lost. */
    private long lossAt(ChunkLine line) {
        var closed = terms.closed();
        return Math.min(closed == null ? NEVER : closed, overdueAt(line));
    }

    private long overdueAt(ChunkLine line) {
        long known = firstKnown(line);
        long absentUntil = terms.absentUntil(line.gpsStart()).orElse(NEVER);
        return known == NEVER || known > absentUntil ? absentUntil : known + terms.lossDeadline();
    }

    private static long firstKnown(ChunkLine line) {
        if (line.stamps().has(Stage.CREATED)) {
            return line.stamps().nanos(Stage.CREATED);
        }
        long first = NEVER;
        for (var stage : Stage.values()) {
            if (line.stamps().has(stage)) {
                first = Math.min(first, line.stamps().nanos(stage));
            }
        }
        return first;
    }

    private static long saidLost(@Nullable Ending ending) {
        return ending != null && ending.failure() == Failure.LOST ? ending.atNanos() : NEVER;
    }

    private static String whereItStopped(ChunkLine line) {
        return line.did() == null
                ? ABSENT
                : line.stamps()
                        .missing()
                        .map(stage -> "not-" + stage.name().toLowerCase(Locale.ROOT))
                        .orElseThrow();
    }
}
