package org.strainlake.downloader.fetch;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.strainlake.downloader.follow.Follow;
import org.strainlake.downloader.follow.FollowChange;
import org.strainlake.downloader.follow.Follows;
import org.strainlake.downloader.ledger.ChunkKey;
import org.strainlake.downloader.ledger.ChunkState;
import org.strainlake.downloader.ledger.Entry;
import org.strainlake.downloader.ledger.Wanted;
import org.strainlake.downloader.verify.Expectation;
import org.strainlake.event.FilePayload;

/**
 * The fast path. A chunk that is new is fetched at once, several at a time; what is delivered is booked after
 * it, in one commit a batch. What fails, or takes longer than patience allows, is booked as pending and goes
 * on with {@link PendingWork}. Thread-safe.
 */
@Component
class Intake implements DisposableBean {
    /** However many chunks of a batch are slow, it ends well before Kafka takes its consumer for dead. */
    private static final Duration LONGEST_BATCH = Duration.ofSeconds(60);

    private static final Duration AFTER_BREAK = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private final Follows follows;
    private final Booking booking;
    private final Fetcher fetcher;
    private final RetryPolicy policy;
    private final PendingWork pending;
    private final RecentKeys recent;
    private final InstantSource clock;
    private final Duration patience;
    private final Slots slots;

    Intake(
            Follows follows,
            Booking booking,
            Fetcher fetcher,
            RetryPolicy policy,
            PendingWork pending,
            RecentKeys recent,
            InstantSource clock,
            FetchProperties properties) {
        this.follows = follows;
        this.booking = booking;
        this.fetcher = fetcher;
        this.policy = policy;
        this.pending = pending;
        this.recent = recent;
        this.clock = clock;
        this.patience = properties.patience();
        this.slots = new Slots(properties.maxInFlight(), "fetch-");
    }

    /** Returns when each chunk of these events is delivered or durably pending. */
    void take(List<Notice> notices) throws InterruptedException {
        take(notices, follows.all(), slots);
    }

    /** The same for some follows only, with slots of their own. */
    void take(List<Notice> notices, Collection<Follow> wanting, Slots free) throws InterruptedException {
        var fresh = fresh(notices, wanting);
        if (fresh.isEmpty()) {
            return;
        }
        var ends = await(start(fresh, free));
        ends.stream()
                .filter(end -> end.outcome() instanceof Entry.Pending)
                .forEach(end -> pending.reserve(end.job().wanted().key()));
        booking.book(ends.stream()
                .filter(end -> end.outcome() != null)
                .map(End::entry)
                .toList());
        ends.forEach(this::handOver);
    }

    @EventListener
    void on(FollowChange.Removed removed) {
        recent.forget(removed.follow().name());
    }

    @Override
    public void destroy() {
        slots.close();
    }

    private List<Job> fresh(List<Notice> notices, Collection<Follow> wanting) {
        var wanted = new LinkedHashMap<ChunkKey, Wanted>();
        for (var notice : notices) {
            for (var follow : wanting) {
                if (follow.wants(notice.experiment(), notice.payload().datasetDid(), notice.logged())) {
                    var key = new ChunkKey(follow.name(), notice.payload().did());
                    if (!recent.contains(key)) {
                        wanted.merge(key, wanted(key, notice.payload()), Intake::theOneThatTellsMore);
                    }
                }
            }
        }
        if (wanted.isEmpty()) {
            return List.of();
        }
        Map<ChunkKey, ChunkState> known = booking.known(wanted.keySet());
        booking.identify(wanted.values().stream()
                .filter(chunk -> chunk.strain() != null && known.containsKey(chunk.key()))
                .toList());
        var jobs = new ArrayList<Job>();
        wanted.forEach((key, chunk) -> {
            var state = known.get(key);
            if (state == null || state == ChunkState.LOST) {
                jobs.add(new Job(chunk, state, null));
            }
        });
        return jobs;
    }

    /** Of two events of one file the first, unless only the other tells what strain is in it, or how it is opened. */
    private static Wanted theOneThatTellsMore(Wanted first, Wanted second) {
        boolean strain = first.strain() == null && second.strain() != null;
        boolean key = first.sealed() == null && second.sealed() != null;
        return strain || key ? second : first;
    }

    private List<Job> start(List<Job> fresh, Slots free) throws InterruptedException {
        long end = System.nanoTime() + LONGEST_BATCH.toNanos();
        var jobs = new ArrayList<Job>(fresh.size());
        for (var job : fresh) {
            var rest = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            var started = free.start(
                    rest.compareTo(patience) < 0 ? rest : patience, () -> fetcher.attempt(job.wanted(), History.NONE));
            jobs.add(new Job(job.wanted(), job.was(), started));
        }
        return jobs;
    }

    private List<End> await(List<Job> jobs) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        var ends = new ArrayList<End>(jobs.size());
        for (var job : jobs) {
            var started = job.started();
            if (started == null) {
                ends.add(new End(job, null, null, new Entry.Pending("others were before it")));
                continue;
            }
            try {
                var attempt = started.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                ends.add(end(job, attempt));
            } catch (TimeoutException e) {
                ends.add(new End(job, null, null, new Entry.Pending("it is under way")));
            } catch (ExecutionException e) {
                LOG.error("an attempt at {} broke", job.wanted().key(), e.getCause());
                ends.add(end(job, new Attempt.Busy(AFTER_BREAK, "an attempt broke: " + e.getCause())));
            }
        }
        return ends;
    }

    private End end(Job job, Attempt attempt) {
        var next = policy.next(job.wanted(), attempt, History.NONE.after(attempt), clock.instant());
        return switch (next) {
            case RetryPolicy.Ended(var outcome) -> new End(job, attempt, next, outcome);
            case RetryPolicy.Again(var pause, var reason) -> new End(job, attempt, next, new Entry.Pending(reason));
            case RetryPolicy.Dropped() -> new End(job, attempt, next, null);
        };
    }

    private void handOver(End end) {
        var wanted = end.job().wanted();
        var attempt = end.attempt();
        var started = end.job().started();
        if (end.next() instanceof RetryPolicy.Again(var pause, var reason) && attempt != null) {
            pending.add(wanted, History.NONE.after(attempt), pause);
        } else if (end.next() != null) {
            if (end.outcome() instanceof Entry.Delivered && wanted.strain() != null) {
                recent.add(wanted.key());
            }
        } else if (started == null) {
            pending.add(wanted, History.NONE, Duration.ZERO);
        } else {
            pending.adopt(wanted, started);
        }
    }

    private Wanted wanted(ChunkKey key, FilePayload payload) {
        var chunk = payload.chunk();
        return new Wanted(
                key,
                payload.datasetDid(),
                payload.url(),
                new Expectation(payload.bytes(), payload.adler32(), payload.sha256()),
                payload.sealed(),
                chunk == null ? null : new Wanted.Strain(chunk.run(), chunk.gpsStart()),
                clock.instant());
    }

    private record Job(
            Wanted wanted,
            @Nullable ChunkState was,
            @Nullable CompletableFuture<Attempt> started) {}

    private record End(
            Job job, @Nullable Attempt attempt, RetryPolicy.@Nullable Next next, Entry.@Nullable Outcome outcome) {
        Entry entry() {
            if (outcome == null) {
                throw new IllegalStateException(
                        "nothing to book for " + job.wanted().key());
            }
            return new Entry(job.wanted(), job.was(), outcome);
        }
    }
}
