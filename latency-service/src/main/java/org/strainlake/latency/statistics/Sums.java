package org.strainlake.latency.statistics;

import java.util.Collection;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.strainlake.latency.store.BookedHour;
import org.strainlake.latency.store.GpsHours;
import org.strainlake.latency.store.Pages;
import org.strainlake.latency.store.Plan;

/**
 * Adds up a follower's page in steps. An hour whose classes cannot change with time is added up once and kept, and its
 * histograms merge exactly; what is not kept is read line by line. Memory is that of one step and some kept hours.
 */
@Component
class Sums {
    private static final int HOURS_AT_ONCE = 64;

    private final PlannedPages planned;
    private final Pages pages;

    Sums(PlannedPages planned, Pages pages) {
        this.planned = planned;
        this.pages = pages;
    }

    /** Takes the sum of each step in which a second is expected; the tally is used again after it. */
    @FunctionalInterface
    interface Reader {
        void take(long start, Tally tally);
    }

    /**
     * Adds up the steps.
     *
     * @param reachedGps how far the run got: an hour that is still written is not kept
     */
    void addUp(
            Plan plan,
            String follower,
            Judge judge,
            long reachedGps,
            Steps steps,
            Collection<Leg> legs,
            Reader reader) {
        var adding = new Adding(plan, follower, judge, reachedGps, steps, new Tally(plan, legs), reader);
        planned.forEachHour(plan, steps.fromGps(), steps.toGps(), judge.nowNanos(), adding::take);
        adding.finish();
    }

    /** One question. Not thread-safe. */
    private final class Adding {
        private final Plan plan;
        private final String follower;
        private final Judge judge;
        private final long reachedGps;
        private final Steps steps;
        private final Tally tally;
        private final Reader reader;
        private final String terms;
        private long step;
        private Map<Long, byte[]> kept = Map.of();
        private long keptUntil = Long.MIN_VALUE;

        Adding(Plan plan, String follower, Judge judge, long reachedGps, Steps steps, Tally tally, Reader reader) {
            this.plan = plan;
            this.follower = follower;
            this.judge = judge;
            this.reachedGps = reachedGps;
            this.steps = steps;
            this.tally = tally;
            this.reader = reader;
            this.terms = judge.terms().lasting();
            this.step = steps.fromGps();
        }

        void take(BookedHour hour) {
            long start = Math.max(steps.fromGps(), GpsHours.start(hour.number()));
            long end = Math.min(steps.toGps(), GpsHours.start(hour.number() + 1));
            if (end - start == GpsHours.SECONDS && steps.startOf(start) == steps.startOf(end - 1)) {
                goTo(start);
                addWhole(hour, start, end);
            } else {
                planned.forEachLine(plan, follower, start, end, judge.nowNanos(), line -> {
                    goTo(line.gpsStart());
                    tally.take(line, judge.judge(line));
                });
            }
        }

        void finish() {
            if (tally.expected() > 0) {
                reader.take(step, tally);
            }
        }

        private void goTo(long gps) {
            long start = steps.startOf(gps);
            if (start != step) {
                finish();
                tally.clear();
                step = start;
            }
        }

        private void addWhole(BookedHour hour, long start, long end) {
            if (hour.number() >= keptUntil) {
                keptUntil = hour.number() + HOURS_AT_ONCE;
                kept = pages.find(plan.run(), follower, hour.number(), keptUntil, terms);
            }
            var sum = kept.get(hour.number());
            if (sum == null) {
                sum = addUp(hour, start, end);
            }
            tally.add(sum);
        }

        private byte[] addUp(BookedHour hour, long start, long end) {
            var whole = new Tally(plan, Leg.of(plan));
            var unsettled = new long[1];
            planned.forEachLine(plan, follower, start, end, judge.nowNanos(), line -> {
                var verdict = judge.judge(line);
                whole.take(line, verdict);
                unsettled[0] += Judge.isSettled(line, verdict) ? 0 : 1;
            });
            var sum = whole.encoded();
            if (unsettled[0] == 0 && end <= reachedGps) {
                pages.keep(plan.run(), follower, hour, terms, sum);
            }
            return sum;
        }
    }
}
