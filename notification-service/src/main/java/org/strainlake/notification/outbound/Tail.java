package org.strainlake.notification.outbound;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.strainlake.notification.log.AgedOut;
import org.strainlake.notification.log.EventLog;
import org.strainlake.notification.log.FeedTopic;
import org.strainlake.notification.log.LogReader;
import org.strainlake.notification.log.LogReaders;
import org.strainlake.notification.log.LogUnavailable;

/**
 * The newest events of all logs, read from Kafka once for all readers of this instance. A reader who is at the
 * end costs no call to Kafka; one who is further behind reads pages of the log until it is here. Thread-safe.
 */
@Component
class Tail implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Tail.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration CHECK = Duration.ofSeconds(30);

    private final EventLog log;
    private final LogReaders readers;
    private final StructuredEvent writer;
    private final OutboundProperties properties;
    private final Map<FeedTopic, Ring> rings = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long version;
    private boolean complete;
    private volatile boolean running;
    private @Nullable Thread thread;
    private volatile @Nullable LogReader reading;

    Tail(EventLog log, LogReaders readers, StructuredEvent writer, OutboundProperties properties) {
        this.log = log;
        this.readers = readers;
        this.writer = writer;
        this.properties = properties;
    }

    /**
     * The newest events of one log.
     *
     * @throws LogUnavailable if they could not be read since the service started
     */
    Ring ring(FeedTopic topic) throws InterruptedException {
        var ring = rings.get(topic);
        if (ring == null) {
            awaitComplete();
            ring = rings.get(topic);
        }
        if (ring == null) {
            throw new LogUnavailable("the log of " + topic + " was not read yet");
        }
        return ring;
    }

    /** Counts what changed: to be asked before looking, and given to {@link #await} if there was nothing. */
    long version() {
        lock.lock();
        try {
            return version;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something changed since {@code seen}, at most {@code patience}. */
    void await(long seen, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (version == seen && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets everyone look again. */
    void wake() {
        lock.lock();
        try {
            version++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitComplete() throws InterruptedException {
        long left = properties.patience().toNanos();
        lock.lockInterruptibly();
        try {
            while (!complete && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("tail").daemon().start(this::work); // a virtual one would block its carrier
    }

    @Override
    public void stop() {
        running = false;
        var reader = reading;
        if (reader != null) {
            reader.wakeUp();
        } else if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void work() {
        boolean quiet = false;
        while (running) {
            try {
                follow();
                quiet = false;
            } catch (LogUnavailable | AgedOut e) {
                if (!quiet) {
                    LOG.info("the newest events cannot be read yet: {}", e.getMessage());
                }
                quiet = true;
            } catch (InterruptedException e) {
                return;
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Reads until a log turns out to be another than it was. */
    private void follow() throws AgedOut, InterruptedException {
        var topics = log.topics();
        try (var reader = readers.open(topics)) {
            begin(reader, topics);
            reading = reader;
            long checked = System.nanoTime();
            while (running) {
                add(reader);
                if (System.nanoTime() - checked > CHECK.toNanos()) {
                    if (!readers.identities(topics).equals(identities())) {
                        LOG.warn("a log was begun anew");
                        return;
                    }
                    checked = System.nanoTime();
                }
            }
        } finally {
            reading = null;
        }
    }

    private Map<FeedTopic, String> identities() {
        var identities = new HashMap<FeedTopic, String>();
        rings.forEach((topic, ring) -> identities.put(topic, ring.identity()));
        return identities;
    }

    private void begin(LogReader reader, SortedSet<FeedTopic> topics) {
        for (var topic : topics) {
            var extent = reader.extent(topic);
            var before = rings.get(topic);
            if (before != null
                    && before.identity().equals(extent.identity())
                    && before.end() >= extent.oldest()
                    && before.end() <= extent.end()) {
                reader.seek(topic, before.end());
            } else {
                rings.put(
                        topic,
                        new Ring(
                                extent.identity(),
                                extent.end(),
                                properties.tailEvents(),
                                properties.tailSize().toBytes()));
                reader.seek(topic, extent.end());
            }
        }
        lock.lock();
        try {
            complete = true;
        } finally {
            lock.unlock();
        }
        wake();
    }

    private void add(LogReader reader) throws AgedOut {
        var entries = reader.poll(POLL);
        if (entries.isEmpty()) {
            return;
        }
        for (var topic : reader.topics()) {
            var ring = rings.get(topic);
            var fresh = entries.stream()
                    .filter(entry -> entry.topic().equals(topic))
                    .map(entry -> new Told(entry, writer))
                    .toList();
            if (ring != null && !fresh.isEmpty()) {
                ring.add(fresh, fresh.getLast().entry().offset() + 1);
            }
        }
        wake();
    }
}
