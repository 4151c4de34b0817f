package org.strainlake.latency.statistics;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.strainlake.latency.store.ChunkLine;
import org.strainlake.latency.store.CopyCount;
import org.strainlake.latency.store.EpochNanos;
import org.strainlake.latency.store.Lines;
import org.strainlake.latency.store.Newest;
import org.strainlake.latency.store.Plan;
import org.strainlake.latency.store.Runs;
import org.strainlake.time.GpsInterval;
import org.strainlake.time.GpsTime;

/** Makes up the book of a run. Lines are read as a stream: memory does not grow with their number. */
@Component
public class Bookkeeper {
    private static final long DAY = 86_400;
    private static final Steps WHOLE = new Steps(0, Long.MAX_VALUE, Long.MAX_VALUE);

    private final Runs runs;
    private final Lines lines;
    private final PlannedPages planned;
    private final Sums sums;
    private final BookProperties settings;
    private final InstantSource clock;

    Bookkeeper(Runs runs, Lines lines, PlannedPages planned, Sums sums, BookProperties settings, InstantSource clock) {
        this.runs = runs;
        this.lines = lines;
        this.planned = planned;
        this.sums = sums;
        this.settings = settings;
        this.clock = clock;
    }

    /** Each follower's page, by name. */
    public List<FollowerBook> book(Plan plan) {
        return pages(plan, WHOLE, (follower, whole) -> new FollowerBook(follower, book(plan, whole), whole.legs()));
    }

    /** GPS second at which the newest GPS day of a run begins. */
    public long newestDay(Plan plan) {
        long reached = runs.newest(plan.run()).map(Newest::gpsStart).orElse(plan.firstGps());
        return reached - reached % DAY;
    }

    /** Each follower's page since a GPS second, with latencies in buckets, whose upper edges are given in nanoseconds. */
    public List<FollowerBuckets> since(long gps, Plan plan, long... edgesNanos) {
        return pages(
                plan,
                new Steps(gps, Long.MAX_VALUE, Long.MAX_VALUE),
                (follower, whole) -> new FollowerBuckets(
                        follower,
                        book(plan, whole),
                        whole.histograms().stream()
                                .map(leg -> leg.buckets(edgesNanos))
                                .toList()));
    }

    private <T> List<T> pages(Plan plan, Steps steps, BiFunction<String, Tally, T> page) {
        var terms = terms(plan);
        var legs = Leg.of(plan);
        var pages = new ArrayList<T>();
        for (var follower : followers(plan, terms)) {
            var whole = new Tally(plan, legs);
            addUp(plan, terms, follower, steps, legs, (start, tally) -> whole.add(tally));
            pages.add(page.apply(follower, whole));
        }
        return pages;
    }

    private static Book book(Plan plan, Tally whole) {
        return whole.book(plan.chunks() != null || plan.closedNanos() != null);
    }

    /** Where Rucio copied the run's chunks to, and how many of them. */
    public List<CopyCount> copies(Plan plan) {
        return lines.copies(plan.run());
    }

    /** Who has a page in the run's book, in the order of their names. */
    public Set<String> followers(Plan plan) {
        return followers(plan, terms(plan));
    }

    /** Whether the follower has a page in the run's book. */
    public boolean hasPage(Plan plan, String follower) {
        return followers(plan).contains(follower);
    }

    /**
     * A follower's page in steps of GPS time.
     *
     * @param legs of which latencies are wanted
     */
    public Series series(Plan plan, String follower, Steps steps, Set<Leg> legs) {
        var series = new Series(steps, legs);
        addUp(plan, terms(plan), follower, steps, legs, series::take);
        return series;
    }

    private void addUp(Plan plan, Terms terms, String follower, Steps steps, Collection<Leg> legs, Sums.Reader reader) {
        long reached = runs.newest(plan.run()).map(Newest::gpsStart).orElse(0L);
        sums.addUp(plan, follower, judge(terms), reached, steps, legs, reader);
    }

    /** GPS seconds in which the run has lines, or shall have, from the first to after the last. */
    public GpsInterval extent(Plan plan) {
        var newest = runs.newest(plan.run());
        long reached = newest.map(chunk -> chunk.gpsStart() + plan.chunkSeconds())
                .orElse(plan.firstGps() + plan.chunkSeconds());
        return new GpsInterval(
                GpsTime.ofSeconds(plan.firstGps()),
                GpsTime.ofSeconds(Math.max(
                        reached,
                        plan.expectedEnd(EpochNanos.of(clock.instant())).orElse(reached))));
    }

    /** Hands over a follower's lines whose GPS start lies in [{@code fromGps}, {@code toGps}), in that order. */
    public void forEachLine(
            Plan plan, String follower, long fromGps, long toGps, BiConsumer<ChunkLine, Verdict> reader) {
        var judge = judge(terms(plan));
        planned.forEachLine(
                plan, follower, fromGps, toGps, judge.nowNanos(), line -> reader.accept(line, judge.judge(line)));
    }

    private Judge judge(Terms terms) {
        return new Judge(terms, EpochNanos.of(clock.instant()));
    }

    /**
     * Who is expected to have the run: whoever declared a follow that matches before the run ended, and
     * whoever has a word to say of its chunks but whose declaration is not here yet.
     */
    private Set<String> followers(Plan plan, Terms terms) {
        var names = new TreeSet<String>();
        for (var follow : runs.follows(plan.experiment())) {
            if (matches(follow.datasetPattern(), plan.dataset().toString())
                    && isBeforeEnd(follow.declaredNanos(), terms)) {
                names.add(follow.follower());
            }
        }
        runs.followersSeen(plan.run()).stream()
                .filter(follower -> !runs.isDeclared(follower))
                .forEach(names::add);
        return names;
    }

    private static boolean isBeforeEnd(long declared, Terms terms) {
        var ended = terms.ended();
        return ended == null || declared < ended;
    }

    private Terms terms(Plan plan) {
        return Terms.of(plan, runs.newest(plan.run()), settings.lossDeadline());
    }

    static boolean matches(String pattern, String dataset) {
        var regex = new StringBuilder();
        for (var part : pattern.splitWithDelimiters("\\*", 0)) {
            regex.append("*".equals(part) ? ".*" : Pattern.quote(part));
        }
        return dataset.matches(regex.toString());
    }
}
