package org.strainlake.latency.statistics;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.strainlake.latency.store.EpochNanos;
import org.strainlake.latency.store.Newest;
import org.strainlake.latency.store.Plan;
import org.strainlake.time.GpsTime;

/**
 * By what a run's seconds are judged. All instants are nanoseconds since 1970.
 *
 * @param budget longest time from created to delivered in nanoseconds; null if none is promised
 * @param lossDeadline how long after it was created, or should have been, a second is lost, in nanoseconds
 * @param plannedEnd when the last planned second should have been created; null for a live stream
 * @param ended when the run ended: its last second was created, or its book was closed; null while it runs
 * @param closed when an operator closed the book; null while it is open
 * @param clockSeconds length of a chunk of a stream that keeps to the clock, of which each is due when it is over; null for others
 */
public record Terms(
        @Nullable Long budget,
        long lossDeadline,
        @Nullable Long plannedEnd,
        @Nullable Long ended,
        @Nullable Long closed,
        @Nullable Integer clockSeconds) {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double LONGEST_RUN = 4e18;

    /**
     * The terms of a run. Its planned end is reckoned in real time from when it was planned; a replay slower
     * than real time, or one that paused, is granted the pace that its newest second shows.
     */
    public static Terms of(Plan plan, Optional<Newest> newest, Duration lossDeadline) {
        var budget = plan.budget();
        var plannedEnd = plannedEnd(plan, newest);
        return new Terms(
                budget == null ? null : budget.toNanos(),
                lossDeadline.toNanos(),
                plannedEnd,
                ended(plan, newest, plannedEnd),
                plan.closedNanos(),
                plan.keepsToTheClock() ? plan.chunkSeconds() : null);
    }

    /** Until when a second of which no record came is not lost yet; empty if that cannot be told. */
    OptionalLong absentUntil(long gpsStart) {
        if (clockSeconds != null) {
            var over = GpsTime.ofSeconds(gpsStart + clockSeconds).toUtc();
            return OptionalLong.of(EpochNanos.of(over) + lossDeadline);
        }
        return plannedEnd == null ? OptionalLong.empty() : OptionalLong.of(plannedEnd + lossDeadline);
    }

    /** Those on which the class of a settled second depends, in words. */
    String lasting() {
        return "budget " + budget + ", loss deadline " + lossDeadline + ", closed " + closed;
    }

    private static @Nullable Long plannedEnd(Plan plan, Optional<Newest> newest) {
        var chunks = plan.chunks();
        if (chunks == null) {
            return null;
        }
        double stretch = newest.map(reached -> {
                    double due = reached.gpsStart() - plan.firstGps() + (double) plan.chunkSeconds();
                    double taken = (reached.createdNanos() - plan.plannedNanos()) / NANOS_PER_SECOND;
                    return due > 0 ? taken / due : 1;
                })
                .orElse(1.0);
        long span = chunks * plan.chunkSeconds() * 1_000_000_000L;
        return plan.plannedNanos() + (stretch <= 1 ? span : (long) Math.min(span * stretch, LONGEST_RUN));
    }

    private static @Nullable Long ended(Plan plan, Optional<Newest> newest, @Nullable Long plannedEnd) {
        if (plan.closedNanos() != null) {
            return plan.closedNanos();
        }
        if (plannedEnd == null) {
            return null;
        }
        long lastGps = plan.endGps().orElseThrow() - plan.chunkSeconds();
        return newest.filter(reached -> reached.gpsStart() >= lastGps)
                .map(Newest::createdNanos)
                .orElse(plannedEnd);
    }
}
