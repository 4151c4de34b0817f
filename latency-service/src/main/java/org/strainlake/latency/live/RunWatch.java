package org.strainlake.latency.live;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.strainlake.latency.statistics.Bookkeeper;
import org.strainlake.latency.statistics.FollowerBook;
import org.strainlake.latency.store.BookedNotice;
import org.strainlake.latency.store.Plan;
import org.strainlake.latency.store.Runs;
import org.strainlake.time.GpsInterval;
import org.strainlake.time.GpsTime;

/** A run that somebody listens to: sums up its book for all of them, at most once a second, by one virtual thread. */
final class RunWatch implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(RunWatch.class);

    /** A sum that takes long is made up the more seldom: it may use this part of the time. */
    private static final int ONE_PART_OF = 4;

    private final Runs runs;
    private final Bookkeeper bookkeeper;
    private final LiveProperties settings;
    private final Set<LiveReader> readers = ConcurrentHashMap.newKeySet();
    private final Semaphore changes = new Semaphore(0);
    private volatile Plan plan;
    private volatile @Nullable List<FollowerBook> books;
    private final CountDownLatch ended = new CountDownLatch(1);

    RunWatch(Plan plan, Runs runs, Bookkeeper bookkeeper, LiveProperties settings) {
        this.plan = plan;
        this.runs = runs;
        this.bookkeeper = bookkeeper;
        this.settings = settings;
    }

    Plan plan() {
        return plan;
    }

    Set<LiveReader> readers() {
        return readers;
    }

    /** Takes one more reader, who hears the last sum at once. */
    void add(LiveReader reader) {
        readers.add(reader);
        var known = books;
        if (known != null) {
            reader.tell(new News(null, false, known));
        }
    }

    void booked(BookedNotice notice) {
        var touched = new GpsInterval(
                GpsTime.ofSeconds(notice.firstGps()), GpsTime.ofSeconds(notice.lastGps() + plan.chunkSeconds()));
        tell(new News(touched, false, null));
        changes.release();
    }

    void missed() {
        tell(new News(null, true, null));
        changes.release();
    }

    void end() {
        ended.countDown();
        changes.release();
    }

    @Override
    public void run() {
        boolean complained = false;
        try {
            while (ended.getCount() > 0) {
                long begun = System.nanoTime();
                try {
                    sum();
                    complained = false;
                } catch (DataAccessException | TransactionException e) {
                    if (!complained) {
                        LOG.warn("the book of {} cannot be summed up for those who listen", plan.run(), e);
                    }
                    complained = true;
                }
                var pause = Duration.ofNanos((System.nanoTime() - begun) * (ONE_PART_OF - 1));
                awaitChange(pause.compareTo(settings.sumInterval()) > 0 ? pause : settings.sumInterval());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sum() {
        changes.drainPermits();
        runs.find(plan.run()).ifPresent(found -> plan = found);
        var known = bookkeeper.book(plan);
        books = known;
        tell(new News(null, false, known));
    }

    /** Waits for the pause, and then for a change, or as long as there may be none. */
    private void awaitChange(Duration pause) throws InterruptedException {
        if (ended.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
            return;
        }
        var longest = settings.sumAtLeastEvery().minus(pause);
        if (longest.isPositive()) {
            var _ = changes.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void tell(News news) {
        readers.forEach(reader -> reader.tell(news));
    }
}
