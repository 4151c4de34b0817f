package org.strainlake.notification.reconcile;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.strainlake.lake.Catalogue;
import org.strainlake.notification.inbound.BrokerReconnected;
import org.strainlake.notification.log.LogUnavailable;

/** Compares at each interval, and at once when ActiveMQ is there again. A round that fails is made up by the next. */
@Component
class Reconciler implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    private final ObjectProvider<Catalogue> catalogues;
    private final Comparison comparison;
    private final ReconcileProperties properties;
    private final BlockingQueue<BrokerReconnected> reasons = new ArrayBlockingQueue<>(1);
    private volatile @Nullable Thread thread;

    Reconciler(ObjectProvider<Catalogue> catalogues, Comparison comparison, ReconcileProperties properties) {
        this.catalogues = catalogues;
        this.comparison = comparison;
        this.properties = properties;
    }

    @EventListener
    void on(BrokerReconnected reason) {
        if (!reasons.offer(reason)) {
            LOG.debug("a comparison is due already");
        }
    }

    @Override
    public void start() {
        var catalogue = catalogues.getIfAvailable();
        if (catalogue == null || properties.datasets().isEmpty()) {
            LOG.info("nothing is compared with a catalogue: none is configured, or no datasets");
            return;
        }
        thread = Thread.ofVirtual().name("reconciler").start(() -> work(catalogue));
    }

    @Override
    public void stop() {
        var working = thread;
        if (working != null) {
            working.interrupt();
            thread = null;
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void work(Catalogue catalogue) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                reasons.poll(properties.interval().toNanos(), TimeUnit.NANOSECONDS);
                round(catalogue);
            }
        } catch (InterruptedException e) {
            LOG.debug("the reconciler stops");
        }
    }

    private void round(Catalogue catalogue) throws InterruptedException {
        try {
            comparison.round(catalogue);
        } catch (IOException | LogUnavailable | DataAccessException | TransactionException e) {
            LOG.warn("the comparison with the catalogue is put off: {}", String.valueOf(e));
        }
    }
}
