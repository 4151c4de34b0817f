package org.strainlake.deviation;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Carries incidents from memory into the database, and from there to the book: a thread for each way, so that
 * neither waits for the other. Both try without end.
 */
final class DeviationOutbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeviationOutbox.class);
    private static final int AT_ONCE = 500;
    private static final long PAUSE_MILLIS = 500;
    private static final long LAST_WAIT_MILLIS = 5_000;

    private final Incidents incidents;
    private final DeviationTable table;
    private final DeviationChannel channel;
    private final Thread keeper =
            Thread.ofPlatform().daemon().name("deviations").unstarted(this::keep);
    private final Thread teller =
            Thread.ofPlatform().daemon().name("deviations-telling").unstarted(this::tell);
    private volatile boolean closed;
    private volatile boolean waits;

    DeviationOutbox(Incidents incidents, DeviationTable table, DeviationChannel channel) {
        this.incidents = incidents;
        this.table = table;
        this.channel = channel;
    }

    void start() {
        keeper.start();
        teller.start();
    }

    private void keep() {
        try {
            while (!closed) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                keepAll();
            }
        } catch (InterruptedException e) {
            LOG.debug("deviations are kept once more, and no longer");
        }
    }

    private void keepAll() {
        try {
            var untold = incidents.untold(AT_ONCE);
            while (!untold.isEmpty()) {
                table.keep(untold);
                incidents.told(untold);
                untold = incidents.untold(AT_ONCE);
            }
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("deviations wait in memory: {}", e.getMessage());
        }
    }

    private void tell() {
        try {
            while (!closed) {
                tellAll();
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

    /** Keeps what is in memory; what is not told yet is told at the next start. */
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
        keepAll();
    }
}
