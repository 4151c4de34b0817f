package org.strainlake.notification.inbound;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.stereotype.Component;
import org.strainlake.notification.log.WriterWork;

/**
 * Listens to the announcements while this instance is the writer. The binder makes the listeners, where Kafka is
 * away later than at the start, but starts none: one that it makes late could not be started through it.
 */
@Component
class AnnouncementListeners implements WriterWork {
    private static final Logger LOG = LoggerFactory.getLogger(AnnouncementListeners.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Map<String, AbstractMessageListenerContainer<?, ?>> listeners = new ConcurrentHashMap<>();
    private volatile @Nullable Thread thread;

    /** The listener to a topic; it takes the place of an earlier one whose making failed. */
    void add(String topic, AbstractMessageListenerContainer<?, ?> listener) {
        listeners.put(topic, listener);
    }

    @Override
    public void begin() {
        thread = Thread.ofVirtual().name("announcement-listeners").start(this::keepRunning);
    }

    @Override
    public void end() {
        var keeping = thread;
        if (keeping == null) {
            return;
        }
        try {
            keeping.interrupt();
            keeping.join();
            var running = List.copyOf(listeners.values());
            var stopped = new CountDownLatch(running.size());
            running.forEach(listener -> listener.stop(stopped::countDown));
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }

    private void keepRunning() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                listeners.forEach(AnnouncementListeners::start);
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            LOG.debug("the announcements are left to another instance");
        }
    }

    private static void start(String topic, AbstractMessageListenerContainer<?, ?> listener) {
        try {
            if (!listener.isRunning()) {
                listener.start();
            }
        } catch (KafkaException e) {
            LOG.warn("{} is not listened to yet: {}", topic, e.getMessage());
        }
    }
}
