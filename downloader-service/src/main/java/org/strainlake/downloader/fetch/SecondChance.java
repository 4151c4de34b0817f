package org.strainlake.downloader.fetch;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.strainlake.downloader.follow.Follows;
import org.strainlake.downloader.ledger.ChunkState;
import org.strainlake.downloader.ledger.Entry;
import org.strainlake.downloader.ledger.Ledger;
import org.strainlake.downloader.ledger.Wanted;
import org.strainlake.embargo.Embargo;
import org.strainlake.embargo.EmbargoBook;

/**
 * Chunks that were withheld are tried again when their embargo is released: soon after this service learns of it, and of
 * every one after its start. It looks several times, since an attempt that began before may end as refused after.
 */
@Component
class SecondChance implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(SecondChance.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration SETTLING = Duration.ofSeconds(10);
    private static final int PAGE = 500;

    private final ObjectProvider<EmbargoBook> books;
    private final Released released;
    private final Ledger ledger;
    private final Booking booking;
    private final PendingWork pending;
    private final InstantSource clock;

    /** By id of an embargo that is released, until when withheld chunks are looked for; on this process's own clock. */
    private final Map<String, Long> until = new HashMap<>();

    private volatile boolean running;
    private volatile Thread thread = Thread.ofPlatform().unstarted(() -> {});

    SecondChance(
            ObjectProvider<EmbargoBook> books,
            Released released,
            Ledger ledger,
            Booking booking,
            PendingWork pending,
            InstantSource clock) {
        this.books = books;
        this.released = released;
        this.ledger = ledger;
        this.booking = booking;
        this.pending = pending;
        this.clock = clock;
    }

    private void work() {
        try {
            while (running) {
                look();
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            LOG.debug("withheld chunks wait for the next start");
        }
    }

    private void look() {
        try {
            var book = books.getIfAvailable();
            if (book != null && hasNews(book)) {
                giveAnotherChance();
            }
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("withheld chunks that are released are looked for later: {}", e.getMessage());
            until.clear();
        }
    }

    private boolean hasNews(EmbargoBook book) {
        if (!book.isKnown()) {
            return false;
        }
        long now = System.nanoTime();
        book.all().stream()
                .filter(Embargo::isReleased)
                .forEach(embargo -> until.putIfAbsent(embargo.id(), now + SETTLING.toNanos()));
        return until.values().stream().anyMatch(end -> end - now > 0);
    }

    private void giveAnotherChance() {
        long after = 0;
        long again = 0;
        List<Ledger.Withheld> page;
        do {
            page = ledger.withheld(after, PAGE);
            var entries = new ArrayList<Entry>();
            for (var row : page) {
                after = row.seq();
                if (released.test(row.chunk())) {
                    entries.add(new Entry(
                            seenNow(row.chunk()), ChunkState.WITHHELD, new Entry.Pending("its embargo is released")));
                }
            }
            if (!entries.isEmpty()) {
                booking.book(entries);
                pending.lookAgain();
                again += entries.size();
            }
        } while (page.size() == PAGE);
        if (again > 0) {
            LOG.info("{} withheld chunks are tried again, since their embargo is released", again);
        }
    }

    /** Its time begins anew. */
    private Wanted seenNow(Wanted chunk) {
        return new Wanted(
                chunk.key(),
                chunk.dataset(),
                chunk.url(),
                chunk.expectation(),
                chunk.sealed(),
                chunk.strain(),
                clock.instant());
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().daemon().name("second-chance").start(this::work);
    }

    @Override
    public void stop() {
        running = false;
        thread.interrupt();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Follows.PHASE + 2;
    }
}
