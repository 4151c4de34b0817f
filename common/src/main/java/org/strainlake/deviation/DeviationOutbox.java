package org.strainlake.deviation;

import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.strainlake.journey.Deviation;

/**
 * Carries incidents from memory into the database, and from there to the book: a thread for each way, so that
 * neither waits for the other. Both try without end. The first one also says in the database that this process lives, and
 * so notices that the database is away, and that an earlier life of the service ended without saying so.
 */
final class DeviationOutbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeviationOutbox.class);
    private static final int AT_ONCE = 500;
    private static final long PAUSE_MILLIS = 500;
    private static final long LAST_WAIT_MILLIS = 5_000;

    private static final Duration BETWEEN_BEATS = Duration.ofSeconds(2);
    private static final String DATABASE = "database";

    private final Incidents incidents;
    private final ServiceLife life;
    private final DeviationTable table;
    private final DeviationChannel channel;
    private final Thread keeper =
            Thread.ofPlatform().daemon().name("deviations").unstarted(this::keep);
    private final Thread teller =
            Thread.ofPlatform().daemon().name("deviations-telling").unstarted(this::tell);
    private volatile boolean closed;
    private volatile boolean waits;
    private long nextBeat = System.nanoTime(); // the keeper's own

    DeviationOutbox(Incidents incidents, ServiceLife life, DeviationTable table, DeviationChannel channel) {
        this.incidents = incidents;
        this.life = life;
        this.table = table;
        this.channel = channel;
    }

    void start() {
        keeper.start();
        teller.start();
    }

    private void keep() {
        boolean ill = false;
        try {
            while (!closed) {
                try {
                    if (System.nanoTime() - nextBeat >= 0) {
                        nextBeat = System.nanoTime() + BETWEEN_BEATS.toNanos();
                        beat();
                    }
                    keepAll();
                    ill = false;
                } catch (RuntimeException e) { // the outermost edge of the thread
                    if (!ill) {
                        LOG.warn("deviations are not kept: {}", e.toString());
                    }
                    ill = true;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            LOG.debug("deviations are kept once more, and no longer");
        }
    }

    private void beat() {
        long begun = System.nanoTime();
        try {
            life.beat();
            incidents.reached(DATABASE);
            var ended = life.ended();
            ended.forEach(each -> incidents.seen(
                    Deviation.SERVICE_ENDED,
                    incidents.service(),
                    null,
                    each.age(),
                    "a life of it ended without an orderly shutdown"));
            if (!ended.isEmpty() && keepAll()) {
                ended.forEach(each -> life.remove(each.life()));
            }
        } catch (DataAccessException | TransactionException e) {
            life.missed();
            if (!closed && !isBusy(e)) {
                var took = Duration.ofNanos(System.nanoTime() - begun);
                incidents.seen(Deviation.PART_AWAY, DATABASE, null, took, "no answer");
            }
        }
    }

    /** Whether all connections were in use for too long, and none of them failed. */
    private static boolean isBusy(Exception failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof SQLTransientConnectionException;
    }

    /** Whether all are kept. */
    private boolean keepAll() {
        try {
            var untold = incidents.untold(AT_ONCE);
            while (!untold.isEmpty()) {
                table.keep(untold);
                incidents.told(untold);
                untold = incidents.untold(AT_ONCE);
            }
            return true;
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("deviations wait in memory: {}", e.getMessage());
            return false;
        }
    }

    private void tell() {
        try {
            while (!closed) {
                try {
                    tellAll();
                } catch (RuntimeException e) { // the outermost edge of the thread
                    note(true, e.toString());
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            LOG.debug("deviations are told at the next start");
        }
    }

    private void tellAll() throws InterruptedException {
        try {
            int told = AT_ONCE;
            while (told == AT_ONCE && !closed) {
                var waiting = table.waiting(AT_ONCE);
                told = waiting.size();
                if (told > 0) {
                    channel.send(waiting);
                    table.told(waiting);
                }
            }
            note(false, "");
        } catch (DeviationsUntold | DataAccessException | TransactionException e) {
            note(true, String.valueOf(e.getMessage()));
        }
    }

    private void note(boolean nowWaits, String reason) {
        if (nowWaits && !waits) {
            LOG.warn("deviations wait to be told: {}", reason);
        }
        waits = nowWaits;
    }

    /** Keeps what is in memory, and ends the life; what is not told yet is told at the next start. */
    @Override
    public void close() {
        closed = true;
        keeper.interrupt();
        teller.interrupt();
        try {
            keeper.join(LAST_WAIT_MILLIS);
            teller.join(LAST_WAIT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (keepAll()) {
            end();
        }
    }

    private void end() {
        try {
            life.end();
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("the next life will say that this one did not end as it should: {}", e.getMessage());
        }
    }
}
