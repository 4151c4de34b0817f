package org.strainlake.latency.seal;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;
import org.strainlake.latency.statistics.Bookkeeper;
import org.strainlake.latency.statistics.Fate;
import org.strainlake.latency.statistics.Verdict;
import org.strainlake.latency.store.ChunkLine;
import org.strainlake.latency.store.EpochNanos;
import org.strainlake.latency.store.GpsHours;
import org.strainlake.latency.store.Plan;

/**
 * Makes the records of a day, each in one transaction: all of it or nothing. The lines are read hour by hour and run by
 * run: memory does not grow with the day.
 */
@Component
class DayRecorder {
    private final DayRuns runs;
    private final Bookkeeper bookkeeper;
    private final SealStore store;
    private final InstantSource clock;
    private final TransactionTemplate transaction;

    DayRecorder(
            DayRuns runs,
            Bookkeeper bookkeeper,
            SealStore store,
            InstantSource clock,
            PlatformTransactionManager transactions) {
        this.runs = runs;
        this.bookkeeper = bookkeeper;
        this.store = store;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** What became of a day that lacked something. */
    sealed interface Result {
        /** A record was made. */
        record Sealed(SealedRecord made) implements Result {}

        /** Its records say all that is known. */
        record Nothing() implements Result {}

        /** It is not over, something is pending, or another instance is at it. */
        record NotYet() implements Result {}
    }

    /** Seals the day, or corrects it. */
    Result record(StreamDay day, SigningKey key) {
        return transaction.execute(status -> record(day, key, status));
    }

    private Result record(StreamDay day, SigningKey key, TransactionStatus status) {
        if (!store.lock(day)) {
            return new Result.NotYet();
        }
        var taken = store.taken(day);
        // Before the runs and their lines are read: what is booked meanwhile makes a further record.
        var current = runs.revisions(day);
        var plans = runs.of(day);
        if (!runs.isOver(day, plans)) {
            return new Result.NotYet();
        }
        var before = store.last(day).orElse(null);
        var recording = new Recording(day, before, store.blocks(day));
        for (long hour = day.firstHour(); hour < day.hourAfter(); hour++) {
            long revision = current.getOrDefault(hour, 0L);
            if (!Long.valueOf(revision).equals(taken.get(hour))) {
                for (var plan : plans) {
                    if (!write(new RunHour(day, plan, hour), before != null, recording)) {
                        status.setRollbackOnly();
                        return new Result.NotYet();
                    }
                    recording.endBlock(hour, plan.run());
                }
                store.take(day, hour, revision);
            }
        }
        if (recording.isEmpty()) {
            return new Result.Nothing();
        }
        runs.datasets(day, plans).forEach(dataset -> store.contains(day, dataset));
        store.keepKey(key);
        var made = recording.seal(key, EpochNanos.of(clock.instant()));
        store.keep(day, made);
        return new Result.Sealed(made);
    }

    /** Writes what the records before do not say; false if something is pending. */
    private boolean write(RunHour place, boolean correcting, Recording recording) {
        var known = correcting ? known(place) : Map.<List<String>, BookRow>of();
        var sums = new HashMap<List<String>, BookRow>();
        known.values().forEach(row -> sums.put(row.second(), row));
        var followers = new ArrayList<@Nullable String>(bookkeeper.followers(place.plan()));
        if (followers.isEmpty()) {
            followers.add(null);
        }
        for (var follower : followers) {
            if (!write(place, follower, known, sums, recording)) {
                return false;
            }
        }
        return true;
    }

    private boolean write(
            RunHour place,
            @Nullable String follower,
            Map<List<String>, BookRow> known,
            Map<List<String>, BookRow> sums,
            Recording recording) {
        var pending = new boolean[1];
        place.forEachLine(bookkeeper, follower, (line, verdict) -> {
            pending[0] |= verdict != null && verdict.fate() == Fate.PENDING;
            var row = BookRow.of(place.plan().run(), follower, line, verdict);
            if (!pending[0] && !row.equals(known.get(row.key()))) {
                var told = sums.put(row.second(), row);
                recording.write(
                        row,
                        place.plan().run(),
                        follower,
                        verdict == null ? null : verdict.fate(),
                        told == null || !told.hasSumsOf(row));
            }
        });
        return !pending[0];
    }

    private Map<List<String>, BookRow> known(RunHour place) {
        var known = new HashMap<List<String>, BookRow>();
        for (var book : store.books(place.day(), place.hour(), place.plan().run())) {
            BookCsv.read(book).forEach(row -> known.put(row.key(), row));
        }
        return known;
    }

    /** Takes a line; the verdict is null in a run that nobody follows. */
    @FunctionalInterface
    private interface LineReader {
        void take(ChunkLine line, @Nullable Verdict verdict);
    }

    /** An hour of a run, as far as it lies in a day. */
    private record RunHour(StreamDay day, Plan plan, long hour) {
        void forEachLine(Bookkeeper bookkeeper, @Nullable String follower, LineReader reader) {
            long from = Math.max(day.gpsStart(), GpsHours.start(hour));
            long to = Math.min(day.gpsEnd(), GpsHours.start(hour + 1));
            if (follower == null) {
                bookkeeper.forEachLine(plan, "", from, to, (line, verdict) -> reader.take(line, null));
            } else {
                bookkeeper.forEachLine(plan, follower, from, to, reader::take);
            }
        }
    }
}
