package org.strainlake.latency.live;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.strainlake.latency.statistics.Bookkeeper;
import org.strainlake.latency.store.BookedNotice;
import org.strainlake.latency.store.Plan;
import org.strainlake.latency.store.Runs;

/** The runs that somebody listens to. Bounds how many listen, and ends them before the web server stops. Thread-safe. */
@Component
public class LiveBooks implements SmartLifecycle {
    private final Runs runs;
    private final Bookkeeper bookkeeper;
    private final LiveProperties settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, RunWatch> watches = new HashMap<>();
    private final AtomicInteger readers;
    private boolean running;

    LiveBooks(Runs runs, Bookkeeper bookkeeper, LiveProperties settings, MeterRegistry meters) {
        this.runs = runs;
        this.bookkeeper = bookkeeper;
        this.settings = settings;
        this.readers = new AtomicInteger();
        Gauge.builder("strainlake.live.readers", readers, AtomicInteger::get)
                .description("Callers that listen to the book of a run")
                .register(meters);
    }

    /** Listens to a run; whoever opens it closes it. Empty if as many listen as may. */
    public Optional<LiveReader> open(Plan plan) {
        lock.lock();
        try {
            if (!running || readers.get() >= settings.maxReaders()) {
                return Optional.empty();
            }
            readers.incrementAndGet();
            var watch = watches.get(plan.run());
            if (watch == null) {
                watch = new RunWatch(plan, runs, bookkeeper, settings);
                watches.put(plan.run(), watch);
                Thread.ofVirtual().name("sum of ", 0).start(watch);
            }
            var reader = new LiveReader(watch, this);
            watch.add(reader);
            return Optional.of(reader);
        } finally {
            lock.unlock();
        }
    }

    /** How many may listen at once. */
    public int most() {
        return settings.maxReaders();
    }

    /** How long a connection may be silent. */
    public Duration heartbeat() {
        return settings.heartbeat();
    }

    void leave(RunWatch watch, LiveReader reader) {
        lock.lock();
        try {
            if (watch.readers().remove(reader)) {
                readers.decrementAndGet();
            }
            if (watch.readers().isEmpty() && watches.remove(watch.plan().run(), watch)) {
                watch.end();
            }
        } finally {
            lock.unlock();
        }
    }

    void booked(BookedNotice notice) {
        lock.lock();
        try {
            var watch = watches.get(notice.run());
            if (watch != null) {
                watch.booked(notice);
            }
        } finally {
            lock.unlock();
        }
    }

    /** What was booked until now was perhaps not heard. */
    void missed() {
        watches().forEach(RunWatch::missed);
    }

    private List<RunWatch> watches() {
        lock.lock();
        try {
            return List.copyOf(watches.values());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void start() {
        lock.lock();
        try {
            running = true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void stop() {
        lock.lock();
        try {
            running = false;
        } finally {
            lock.unlock();
        }
        watches().forEach(watch -> watch.readers().forEach(LiveReader::end));
    }

    @Override
    public boolean isRunning() {
        lock.lock();
        try {
            return running;
        } finally {
            lock.unlock();
        }
    }
}
