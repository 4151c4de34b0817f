package org.strainlake.notification.log;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Makes one instance at a time the writer: the one whose session at PostgreSQL has the lock. It begins all
 * {@link WriterWork}, and ends it when the lock may be lost or the service stops. A thread of the system's, so that
 * nothing that keeps the virtual ones busy makes it late.
 */
@Component
class WriterWatch implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(WriterWatch.class);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(8);

    private final JdbcConnectionDetails database;
    private final LogProperties properties;
    private final Lease lease;
    private final LogKafka kafka;
    private final Bookkeeper bookkeeper;
    private final ObjectProvider<WriterWork> works;
    private final InstantSource clock;
    private final UUID instance = UUID.randomUUID();
    private volatile CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable Thread thread;
    private volatile State state;

    WriterWatch(
            JdbcConnectionDetails database,
            LogProperties properties,
            Lease lease,
            LogKafka kafka,
            Bookkeeper bookkeeper,
            ObjectProvider<WriterWork> works,
            InstantSource clock,
            MeterRegistry meters) {
        this.database = database;
        this.properties = properties;
        this.lease = lease;
        this.kafka = kafka;
        this.bookkeeper = bookkeeper;
        this.works = works;
        this.clock = clock;
        this.state = new State(false, clock.instant());
        Gauge.builder("strainlake.writer", this, watch -> watch.state.writer() ? 1 : 0)
                .description("1 on the instance that writes the logs, 0 on a standby")
                .register(meters);
    }

    /**
     * What this instance is.
     *
     * @param writer the writer, or a standby
     * @param since since when
     */
    record State(boolean writer, Instant since) {}

    State state() {
        return state;
    }

    @Override
    public void start() {
        stopping = new CountDownLatch(1);
        thread = Thread.ofPlatform().daemon().name("writer-watch").start(this::watch);
    }

    @Override
    public void stop() {
        var watching = thread;
        if (watching == null) {
            return;
        }
        stopping.countDown();
        try {
            watching.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void watch() {
        try {
            var reachable = true;
            while (!stopsWithin(reachable ? Duration.ZERO : properties.pingInterval())) {
                try (var session = WriterSession.open(database, properties)) {
                    reachable = true;
                    standBy(session);
                } catch (SQLException e) {
                    if (reachable) {
                        LOG.warn("no session at PostgreSQL to become the writer by: {}", e.getMessage());
                    }
                    reachable = false;
                } catch (RuntimeException e) {
                    LOG.error("the writer's work failed", e);
                    reachable = false;
                }
            }
        } catch (InterruptedException e) {
            LOG.error("the watch was interrupted; this instance will not be the writer", e);
        }
    }

    /** Returns when this instance was the writer, or the service stops. */
    private void standBy(WriterSession session) throws SQLException, InterruptedException {
        while (!session.tryLock()) {
            if (stopsWithin(properties.pingInterval())) {
                return;
            }
        }
        long asked = System.nanoTime();
        var wait = session.claim(instance, properties.takeoverWait());
        long end = System.nanoTime() + wait.toNanos();
        if (wait.isPositive()) {
            LOG.warn("the last writer did not resign; taking over in {} ms", wait.toMillis());
        }
        while (end - System.nanoTime() > 0) {
            if (stopsWithin(shorter(Duration.ofNanos(end - System.nanoTime()), properties.pingInterval()))) {
                return;
            }
            asked = System.nanoTime();
            if (!session.ping(instance)) {
                return;
            }
        }
        write(session, asked);
    }

    private void write(WriterSession session, long asked) throws SQLException, InterruptedException {
        bookkeeper.begin();
        lease.begin(asked + properties.term().toNanos());
        state = new State(true, clock.instant());
        LOG.info("this instance writes the logs");
        var begun = works.orderedStream().toList();
        var end = Thread.ofVirtual().name("writer-end").unstarted(() -> end(begun));
        var inOrder = false;
        try {
            begun.forEach(WriterWork::begin);
            inOrder = keep(session) && goOnUntil(session, end);
        } finally {
            stepDown(session, end, inOrder);
        }
    }

    private void stepDown(WriterSession session, Thread end, boolean inOrder)
            throws SQLException, InterruptedException {
        lease.end();
        kafka.shut();
        if (end.getState() == Thread.State.NEW) {
            end.start();
        }
        if (!inOrder) {
            LOG.warn("this instance writes the logs no more");
            session.close();
        }
        bookkeeper.end();
        end.join();
        state = new State(false, clock.instant());
        if (inOrder) {
            kafka.awaitSettled();
            session.resign(instance);
            LOG.info("this instance resigned as the writer");
        }
    }

    /** Returns true when the service stops, false as soon as the lock may be lost. */
    private boolean keep(WriterSession session) throws InterruptedException {
        while (!stopsWithin(properties.pingInterval())) {
            if (!prolong(session)) {
                return false;
            }
        }
        return true;
    }

    /** Lets everything under way come to its end; false if the lock may be lost or it takes too long. */
    private boolean goOnUntil(WriterSession session, Thread end) throws InterruptedException {
        long limit = System.nanoTime() + LONGEST_STOP.toNanos();
        end.start();
        while (!end.join(properties.pingInterval())) {
            if (limit - System.nanoTime() < 0 || !prolong(session)) {
                return false;
            }
        }
        return true;
    }

    private boolean prolong(WriterSession session) {
        long asked = System.nanoTime();
        try {
            if (session.ping(instance)) {
                lease.prolong(asked + properties.term().toNanos());
                return true;
            }
            LOG.warn("another instance was entered as the writer");
        } catch (SQLException e) {
            LOG.warn("PostgreSQL does not confirm the lock: {}", e.getMessage());
        }
        return false;
    }

    /** All at once, since each may wait for something else; then what they have written is booked. */
    private void end(List<WriterWork> begun) {
        var ends = begun.stream()
                .map(work -> Thread.ofVirtual().name("writer-work-end").start(work::end))
                .toList();
        try {
            for (var each : ends) {
                each.join();
            }
            bookkeeper.drain();
        } catch (LogUnavailable e) {
            LOG.debug("the bookkeeper has ended: the next writer books the rest", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean stopsWithin(Duration time) throws InterruptedException {
        return stopping.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
