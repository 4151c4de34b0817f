package org.strainlake.latency.seal;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.latency.store.EpochNanos;
import org.strainlake.latency.store.GpsHours;
import org.strainlake.latency.store.Plan;
import org.strainlake.latency.store.Revisions;
import org.strainlake.latency.store.Runs;

/** Which runs have seconds in which days. */
@Component
class DayRuns {
    private final Runs runs;
    private final Revisions revisions;
    private final InstantSource clock;

    DayRuns(Runs runs, Revisions revisions, InstantSource clock) {
        this.runs = runs;
        this.revisions = revisions;
        this.clock = clock;
    }

    /** Days that have lines, or should have by now, with the sum of their hours' {@link #revisions}; among them are neighbours of such days. */
    Map<StreamDay, Long> days() {
        var days = new HashMap<StreamDay, Long>();
        for (var hour : revisions.all()) {
            long start = GpsHours.start(hour.hour());
            var first = StreamDay.of(hour.stream(), start);
            var last = StreamDay.of(hour.stream(), start + GpsHours.SECONDS - 1);
            days.merge(first, hour.revision(), Long::sum);
            if (!last.equals(first)) {
                days.merge(last, hour.revision(), Long::sum);
            }
        }
        long now = now();
        for (var plan : runs.booked()) {
            var end = plan.expectedEnd(now);
            if (end.isEmpty() || end.getAsLong() <= plan.firstGps()) {
                continue;
            }
            var last = StreamDay.of(plan.stream(), end.getAsLong() - 1);
            for (var day = StreamDay.of(plan.stream(), plan.firstGps());
                    !day.day().isAfter(last.day());
                    day = new StreamDay(day.stream(), day.day().plusDays(1))) {
                long planned = 0;
                for (long hour = day.firstHour(); hour < day.hourAfter(); hour++) {
                    planned += isPlanned(plan, hour, end) ? 1 : 0;
                }
                days.merge(day, planned, Long::sum);
            }
        }
        return days;
    }

    /** Of each hour that a day touches how often its lines were touched, and how many runs are planned in it: it changes with either. */
    Map<Long, Long> revisions(StreamDay day) {
        long now = now();
        var known = revisions.of(day.stream(), day.firstHour(), day.hourAfter());
        var plans = runs.booked(day.stream());
        var sums = new TreeMap<Long, Long>();
        for (long hour = day.firstHour(); hour < day.hourAfter(); hour++) {
            long sum = known.getOrDefault(hour, 0L);
            for (var plan : plans) {
                sum += isPlanned(plan, day, plan.expectedEnd(now)) && isPlanned(plan, hour, plan.expectedEnd(now))
                        ? 1
                        : 0;
            }
            sums.put(hour, sum);
        }
        return sums;
    }

    /** The datasets of the strain that a day has of its runs. */
    Set<DataIdentifier> datasets(StreamDay day, List<Plan> plans) {
        var datasets = new LinkedHashSet<DataIdentifier>();
        for (var plan : plans) {
            datasets.add(plan.dataset());
            revisions.datasets(plan.run(), day.gpsStart(), day.gpsEnd()).stream()
                    .map(DataIdentifier::parse)
                    .forEach(datasets::add);
        }
        return datasets;
    }

    /** The runs that have lines in a day, or should have by now, in the order of their names. */
    List<Plan> of(StreamDay day) {
        long now = now();
        var touching = new HashSet<>(revisions.runs(day.stream(), day.firstHour(), day.hourAfter()));
        var found = new ArrayList<Plan>();
        for (var plan : runs.booked(day.stream())) {
            if (touching.contains(plan.run()) || isPlanned(plan, day, plan.expectedEnd(now))) {
                found.add(plan);
            }
        }
        found.sort(Comparator.comparing(Plan::run));
        return found;
    }

    /** Whether no further second of the day can become expected: it is over, for live streams to its last chunk. */
    boolean isOver(StreamDay day, List<Plan> plans) {
        long now = now();
        if (now < EpochNanos.of(day.end())) {
            return false;
        }
        return plans.stream()
                .filter(Plan::keepsToTheClock)
                .allMatch(plan ->
                        plan.closedNanos() != null || plan.expectedEnd(now).orElse(0) >= day.gpsEnd());
    }

    private static boolean isPlanned(Plan plan, long hour, OptionalLong end) {
        return end.isPresent() && plan.firstGps() < GpsHours.start(hour + 1) && end.getAsLong() > GpsHours.start(hour);
    }

    private static boolean isPlanned(Plan plan, StreamDay day, OptionalLong end) {
        return end.isPresent() && plan.firstGps() < day.gpsEnd() && end.getAsLong() > day.gpsStart();
    }

    private long now() {
        return EpochNanos.of(clock.instant());
    }
}
