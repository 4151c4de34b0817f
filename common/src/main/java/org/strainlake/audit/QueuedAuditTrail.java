package org.strainlake.audit;

import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * Gathers entries that come at the same time into one transaction. Entries that somebody waits for go first and have a
 * queue of their own, so that a flood of refusals neither fills memory nor keeps a reader waiting.
 */
final class QueuedAuditTrail implements AuditTrail, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QueuedAuditTrail.class);
    private static final int MOST_AT_ONCE = 500;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration BEFORE_TRYING_AGAIN = Duration.ofMillis(100);
    private static final Duration LAST_TRIES = Duration.ofSeconds(5);

    private final Consumer<List<AuditEntry>> table;
    private final Duration patience;
    private final InstantSource clock;
    private final Counter lostForEver;
    private final BlockingQueue<Required> required;
    private final BlockingQueue<AuditEntry> noted;
    private final List<AuditEntry> held = new ArrayList<>(); // the writer's own: taken, not yet written
    private final Semaphore work = new Semaphore(0);
    private final AtomicLong lost = new AtomicLong();
    private final Thread writer;
    private volatile boolean closed;
    private boolean away; // the writer's own

    QueuedAuditTrail(
            Consumer<List<AuditEntry>> table, AuditProperties settings, InstantSource clock, Counter lostForEver) {
        this.table = table;
        this.patience = settings.patience();
        this.clock = clock;
        this.lostForEver = lostForEver;
        this.required = new ArrayBlockingQueue<>(settings.maxWaiting());
        this.noted = new ArrayBlockingQueue<>(settings.maxWaiting());
        this.writer = Thread.ofPlatform().daemon().name("audit").unstarted(this::run);
    }

    void start() {
        writer.start();
    }

    @Override
    public void require(AuditEntry entry) {
        var written = new CompletableFuture<Boolean>();
        if (closed || !required.offer(new Required(entry, written))) {
            throw new AuditUnavailable("too many entries wait to be written", null);
        }
        work.release();
        try {
            written.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            written.cancel(false);
            throw new AuditUnavailable("the entry was not written in time", e);
        } catch (ExecutionException e) {
            throw new AuditUnavailable("the entry could not be written", e.getCause());
        } catch (InterruptedException e) {
            written.cancel(false);
            Thread.currentThread().interrupt();
            throw new AuditUnavailable("interrupted while the entry was written", e);
        }
    }

    @Override
    public void note(AuditEntry entry) {
        if (!closed && noted.offer(entry)) {
            work.release();
        } else {
            lose(1, "more wait to be written than may");
        }
    }

    private void lose(int count, String why) {
        lostForEver.increment(count);
        if (lost.getAndAdd(count) == 0) {
            LOG.error("refusals are missing from the audit trail: {}", why);
        }
    }

    private void run() {
        long end = Long.MAX_VALUE;
        while (true) {
            try {
                work.tryAcquire(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                work.drainPermits();
                if (away) {
                    Thread.sleep(BEFORE_TRYING_AGAIN); // a flood of refusals is no reason to try faster
                }
            } catch (InterruptedException e) {
                LOG.warn("interrupted; what waits is still to be written");
            }
            if (closed && end == Long.MAX_VALUE) {
                end = System.nanoTime() + LAST_TRIES.toNanos();
            }
            do {
                writeRequired();
                writeNoted();
            } while (!away && !(required.isEmpty() && noted.isEmpty()));
            if (closed && (isIdle() || System.nanoTime() > end)) {
                return;
            }
        }
    }

    private boolean isIdle() {
        return required.isEmpty() && noted.isEmpty() && held.isEmpty();
    }

    private void writeRequired() {
        List<Required> batch = new ArrayList<>();
        required.drainTo(batch, MOST_AT_ONCE);
        batch.removeIf(each -> each.written().isDone()); // nobody waits any longer: it was not done
        if (batch.isEmpty()) {
            return;
        }
        try {
            table.accept(batch.stream().map(Required::entry).toList());
            batch.forEach(each -> each.written().complete(true));
            isBack();
        } catch (RuntimeException e) {
            batch.forEach(each -> each.written().completeExceptionally(e));
            isAway(e);
        }
    }

    private void writeNoted() {
        noted.drainTo(held, MOST_AT_ONCE - held.size());
        long missing = lost.get();
        if (held.isEmpty() && missing == 0) {
            return;
        }
        var batch = new ArrayList<>(held);
        if (missing > 0) {
            batch.add(lostRefusals(missing));
        }
        try {
            table.accept(batch);
            held.clear();
            lost.addAndGet(-missing);
            isBack();
        } catch (DataIntegrityViolationException e) {
            LOG.error("the database takes none of {} refusals", held.size(), e);
            lose(held.size(), "the database refuses them");
            held.clear();
        } catch (RuntimeException e) {
            isAway(e);
        }
    }

    private AuditEntry lostRefusals(long count) {
        return new AuditEntry(
                clock.instant(),
                AuditEntry.What.REFUSALS_LOST,
                AuditEntry.Caller.NOBODY,
                null,
                null,
                null,
                AuditEntry.Request.NONE,
                0,
                count + " refusals could not be written");
    }

    private void isAway(RuntimeException e) {
        if (!away) {
            away = true;
            LOG.error("the audit trail cannot be written: proprietary data is not served until it can", e);
        }
    }

    private void isBack() {
        if (away) {
            away = false;
            LOG.warn("the audit trail is written again");
        }
    }

    /** Takes no more, and gives what waits some last tries. */
    @Override
    public void close() {
        closed = true;
        work.release();
        try {
            writer.join(LAST_TRIES.plusSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        int left = noted.size() + held.size();
        if (left > 0) {
            LOG.error("{} refusals are missing from the audit trail: the service ended before", left);
        }
    }

    private record Required(AuditEntry entry, CompletableFuture<Boolean> written) {}
}
