package org.strainlake.notification.inbound;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.springframework.jms.listener.DefaultMessageListenerContainer;
import org.strainlake.notification.log.WriterWork;

/**
 * Listens to Rucio while this instance is the writer. All instances have the same client id at ActiveMQ, so that each
 * takes up the subscription where the last one left it.
 */
class RucioListeners implements WriterWork {
    private final List<? extends DefaultMessageListenerContainer> listeners;
    private volatile @Nullable Thread starter;

    RucioListeners(List<? extends DefaultMessageListenerContainer> listeners) {
        this.listeners = listeners;
    }

    @Override
    public void begin() { // in a thread of its own, for the start waits for a first attempt to connect
        starter = Thread.ofVirtual()
                .name("rucio-listeners")
                .start(() -> listeners.forEach(DefaultMessageListenerContainer::start));
    }

    @Override
    public void end() {
        var starting = starter;
        if (starting == null) {
            return;
        }
        try {
            starting.interrupt();
            starting.join();
            var stopped = new CountDownLatch(listeners.size());
            listeners.forEach(listener -> listener.stop(stopped::countDown));
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        starter = null;
    }
}
