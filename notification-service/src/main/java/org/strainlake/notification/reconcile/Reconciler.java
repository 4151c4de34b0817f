package org.strainlake.notification.reconcile;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.strainlake.lake.Catalogue;
import org.strainlake.notification.inbound.BrokerReconnected;
import org.strainlake.notification.log.LogUnavailable;
import org.strainlake.notification.log.Rounds;
import org.strainlake.notification.log.WriterWork;

/**
 * Compares when it begins, since whoever wrote before may have missed something, then at each interval, and at once
 * when ActiveMQ is there again. A round that fails is made up by the next.
 */
@Component
class Reconciler implements WriterWork {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    private final ObjectProvider<Catalogue> catalogues;
    private final Comparison comparison;
    private final ReconcileProperties properties;
    private final Semaphore reasons = new Semaphore(0);
    private final Rounds rounds = new Rounds("reconciler", this::round);

    Reconciler(ObjectProvider<Catalogue> catalogues, Comparison comparison, ReconcileProperties properties) {
        this.catalogues = catalogues;
        this.comparison = comparison;
        this.properties = properties;
    }

    @EventListener
    void on(BrokerReconnected reason) {
        reasons.release();
    }

    @Override
    public void begin() {
        if (catalogues.getIfAvailable() == null || properties.datasets().isEmpty()) {
            LOG.info("nothing is compared with a catalogue: none is configured, or no datasets");
            return;
        }
        reasons.release();
        rounds.begin();
    }

    @Override
    public void end() {
        rounds.end();
    }

    private void round() throws InterruptedException {
        if (reasons.tryAcquire(properties.interval().toNanos(), TimeUnit.NANOSECONDS)) {
            reasons.drainPermits();
        }
        try {
            comparison.round(catalogues.getObject());
        } catch (IOException | LogUnavailable | DataAccessException | TransactionException e) {
            LOG.warn("the comparison with the catalogue is put off: {}", String.valueOf(e));
        } catch (RuntimeException e) { // an error of ours must not end the comparing
            LOG.error("the comparison with the catalogue failed", e);
        }
    }
}
