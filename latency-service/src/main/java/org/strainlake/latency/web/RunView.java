package org.strainlake.latency.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.strainlake.latency.statistics.FollowerBook;
import org.strainlake.latency.store.CopyCount;
import org.strainlake.latency.store.EpochNanos;
import org.strainlake.latency.store.Plan;

/**
 * A run and its book.
 *
 * @param run name of the run
 * @param stream stream it belongs to
 * @param experiment whose strain it is
 * @param booked false for a warm-up, which lists leave out
 * @param firstGps GPS second of the first chunk
 * @param chunkSeconds length of a chunk
 * @param chunks how many are planned; absent for a live stream
 * @param plannedAt when it was planned
 * @param closedAt when an operator closed its book; absent while it is open
 * @param copies how many of its chunks Rucio copied to which storage element; absent in lists
 * @param followers a page for each follower; absent in lists
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RunView(
        String run,
        String stream,
        String experiment,
        boolean booked,
        long firstGps,
        int chunkSeconds,
        @Nullable Long chunks,
        Instant plannedAt,
        @Nullable Instant closedAt,
        @Nullable List<CopyCount> copies,
        @Nullable List<FollowerBook> followers) {

    /** A run as it stands in lists. */
    static RunView of(Plan plan) {
        return of(plan, null, null);
    }

    /** A run with its book. */
    static RunView of(Plan plan, @Nullable List<CopyCount> copies, @Nullable List<FollowerBook> followers) {
        var closed = plan.closedNanos();
        return new RunView(
                plan.run(),
                plan.stream(),
                plan.experiment(),
                plan.booked(),
                plan.firstGps(),
                plan.chunkSeconds(),
                plan.chunks(),
                EpochNanos.toInstant(plan.plannedNanos()),
                closed == null ? null : EpochNanos.toInstant(closed),
                copies,
                followers);
    }
}
