package org.strainlake.downloader.fetch;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.strainlake.downloader.follow.Follows;
import org.strainlake.downloader.ledger.ChunkKey;
import org.strainlake.downloader.ledger.ChunkState;
import org.strainlake.downloader.ledger.Entry;
import org.strainlake.downloader.ledger.Wanted;

/**
 * Tries pending chunks again until they are delivered or given up. Every one of them has a row in the ledger;
 * a bounded number is held ready in memory, the others are read from the ledger when there is room, and all
 * of them at the next start. Thread-safe.
 */
@Component
class PendingWork implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(PendingWork.class);
    private static final int BOOKED_AT_ONCE = 200;
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Booking booking;
    private final Fetcher fetcher;
    private final RetryPolicy policy;
    private final RecentKeys recent;
    private final InstantSource clock;
    private final FetchProperties.RetrySettings settings;
    private final DelayQueue<Task> waiting = new DelayQueue<>();
    private final BlockingQueue<Finished> finished;
    private final Set<ChunkKey> held = new HashSet<>();
    private boolean moreInLedger = true;
    private @Nullable Slots slots;
    private volatile List<Thread> threads = List.of();

    PendingWork(
            Booking booking,
            Fetcher fetcher,
            RetryPolicy policy,
            RecentKeys recent,
            InstantSource clock,
            FetchProperties properties) {
        this.booking = booking;
        this.fetcher = fetcher;
        this.policy = policy;
        this.recent = recent;
        this.clock = clock;
        this.settings = properties.retry();
        this.finished = new ArrayBlockingQueue<>(BOOKED_AT_ONCE);
    }

    /** Says before a chunk is booked as pending that it will be handed over, so that it is not read from the ledger too. */
    void reserve(ChunkKey key) {
        synchronized (held) {
            held.add(key);
        }
    }

    /** Takes over a reserved chunk that is booked as pending. */
    void add(Wanted wanted, History history, Duration pause) {
        synchronized (held) {
            if (held.size() > settings.inMemory()) {
                held.remove(wanted.key());
                moreInLedger = true;
                return;
            }
        }
        waiting.add(new Task(wanted, history, pause));
    }

    /** Takes over a reserved chunk that is booked as pending while an attempt at it is under way. */
    void adopt(Wanted wanted, CompletableFuture<Attempt> underWay) {
        goOnAfter(new Task(wanted, History.NONE, Duration.ZERO), underWay);
    }

    /** There are more pending chunks in the ledger than it knows of. */
    void lookAgain() {
        synchronized (held) {
            moreInLedger = true;
        }
    }

    @Override
    public void start() {
        slots = new Slots(settings.maxInFlight(), "retry-");
        threads = List.of(
                Thread.ofPlatform().name("pending").start(this::work),
                Thread.ofPlatform().name("pending-booking").start(this::book));
    }

    @Override
    public void stop() {
        threads.forEach(Thread::interrupt);
        threads = List.of();
        if (slots != null) {
            slots.close();
        }
    }

    @Override
    public boolean isRunning() {
        return !threads.isEmpty();
    }

    @Override
    public int getPhase() {
        return Follows.PHASE + 1;
    }

    private void work() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                refill();
                var task = waiting.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                if (task != null) {
                    attempt(task);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("pending chunks wait for the next start");
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("pending chunks wait for the next start: {}", e.getMessage());
        }
    }

    private void attempt(Task task) throws InterruptedException {
        var free = Objects.requireNonNull(slots);
        CompletableFuture<Attempt> started = null;
        while (started == null) {
            started = free.start(LOOK, () -> fetcher.attempt(task.wanted(), task.history()));
        }
        goOnAfter(task, started);
    }

    private void goOnAfter(Task task, CompletableFuture<Attempt> underWay) {
        var _ = underWay.whenComplete((attempt, failure) -> {
            if (attempt != null) {
                ended(task, attempt);
            } else {
                LOG.error("an attempt at {} broke", task.wanted().key(), failure);
                ended(task, new Attempt.Busy(settings.longest(), "an attempt broke: " + failure));
            }
        });
    }

    private void ended(Task task, Attempt attempt) {
        var history = task.history().after(attempt);
        switch (policy.next(task.wanted(), attempt, history, clock.instant())) {
            case RetryPolicy.Again(var pause, var reason) -> {
                LOG.debug("{} in {} again: {}", task.wanted().key(), pause, reason);
                waiting.add(new Task(task.wanted(), history, pause));
            }
            case RetryPolicy.Ended(var outcome) -> put(new Finished(task.wanted(), outcome));
            case RetryPolicy.Dropped() -> release(task.wanted().key());
        }
    }

    private void put(Finished end) {
        try {
            finished.put(end);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // its row is pending: the next start takes it up
        }
    }

    private void book() {
        var ends = new ArrayList<Finished>();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                ends.add(finished.take());
                finished.drainTo(ends, BOOKED_AT_ONCE - 1);
                booking.book(ends.stream()
                        .map(end -> new Entry(end.wanted(), ChunkState.PENDING, end.outcome()))
                        .toList());
                for (var end : ends) {
                    if (end.outcome() instanceof Entry.Delivered) {
                        recent.add(end.wanted().key());
                    }
                    release(end.wanted().key());
                }
                ends.clear();
            }
        } catch (InterruptedException e) {
            LOG.debug("the booking of pending chunks stops");
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("pending chunks are booked at the next start: {}", e.getMessage());
        }
    }

    private void refill() {
        synchronized (held) {
            if (!moreInLedger || held.size() > settings.inMemory() / 2) {
                return;
            }
            moreInLedger = false;
        }
        // Those that are held are among the rows; so many are asked for that others must be, too.
        int most = settings.inMemory() * 2;
        var rows = booking.pending(most);
        for (var wanted : rows) {
            if (hold(wanted.key())) {
                waiting.add(new Task(wanted, History.NONE, Duration.ZERO));
            }
        }
        if (rows.size() == most) {
            synchronized (held) {
                moreInLedger = true;
            }
        }
    }

    private boolean hold(ChunkKey key) {
        synchronized (held) {
            if (held.size() >= settings.inMemory() && !held.contains(key)) {
                moreInLedger = true;
                return false;
            }
            return held.add(key);
        }
    }

    private void release(ChunkKey key) {
        synchronized (held) {
            held.remove(key);
        }
    }

    private record Finished(Wanted wanted, Entry.Outcome outcome) {}

    /** One chunk and the instant, by the process's own clock, of its next attempt. */
    private static final class Task implements Delayed {
        private final Wanted wanted;
        private final History history;
        private final long due;

        Task(Wanted wanted, History history, Duration pause) {
            this.wanted = wanted;
            this.history = history;
            this.due = System.nanoTime() + pause.toNanos();
        }

        Wanted wanted() {
            return wanted;
        }

        History history() {
            return history;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
