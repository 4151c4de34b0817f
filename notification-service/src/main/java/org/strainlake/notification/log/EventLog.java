package org.strainlake.notification.log;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.strainlake.event.FeedEvent;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.token.ExperimentProperties;

/**
 * All logs. Whoever has an event brings it here, on the instance that is the writer; it is written once, however often
 * it is brought. Thread-safe.
 */
@Component
public class EventLog implements WriterWork {
    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Lease lease;
    private final EventIndex index;
    private final Bookkeeper bookkeeper;
    private final Map<FeedTopic, TopicLog> logs = new TreeMap<>();
    private final Counter written;
    private final Counter repeated;
    private final Counter released;
    private final ReadWriteLock appending = new ReentrantReadWriteLock(true);
    private volatile Opened opened = new Opened(0, Map.of());
    private volatile @Nullable Thread opener;

    EventLog(
            ExperimentProperties experiments,
            Lease lease,
            LogKafka kafka,
            EventIndex index,
            Bookkeeper bookkeeper,
            LogProperties properties,
            InstantSource clock,
            MeterRegistry meters) {
        this.lease = lease;
        this.index = index;
        this.bookkeeper = bookkeeper;
        for (var experiment : experiments.experiments().keySet()) {
            for (boolean proprietary : new boolean[] {false, true}) {
                var topic = new FeedTopic(experiment, proprietary);
                logs.put(topic, new TopicLog(topic, lease, kafka, index, bookkeeper, properties, clock));
            }
        }
        written = Counter.builder("strainlake.events.written")
                .description("events that were written to the log")
                .register(meters);
        released = Counter.builder("strainlake.events.released")
                .description("events of a proprietary log that were told again in the public one")
                .register(meters);
        repeated = Counter.builder("strainlake.events.repeated")
                .description("events that came again and were in the log already")
                .register(meters);
    }

    /** The logs there are. */
    public SortedSet<FeedTopic> topics() {
        return new TreeSet<>(logs.keySet());
    }

    /**
     * Writes the events that are not in the log yet, each dataset's in the order given. On return Kafka has
     * acknowledged them all.
     *
     * @throws LogUnavailable if that is not certain, or this instance is not the writer; bring them all again
     * @throws IllegalArgumentException if an event belongs to no experiment that is configured
     */
    public void append(List<FeedEvent> events) throws InterruptedException {
        var complete = withContainers(events);
        appending.readLock().lockInterruptibly();
        try {
            appendAll(complete);
        } finally {
            appending.readLock().unlock();
        }
    }

    private void appendAll(List<FeedEvent> events) throws InterruptedException {
        var byTopic = new LinkedHashMap<FeedTopic, List<FeedEvent>>();
        for (var each : events) {
            var event = isOpened(each) ? each.forAll() : each;
            byTopic.computeIfAbsent(FeedTopic.of(event), topic -> new ArrayList<>())
                    .add(event);
        }
        for (var each : byTopic.entrySet()) {
            var log = logs.get(each.getKey());
            if (log == null) {
                throw new IllegalArgumentException(
                        "no experiment of " + each.getValue().getFirst());
            }
            // What comes again may be in the other log, if it was closed when it came first.
            log(each.getKey().experiment(), !each.getKey().proprietary()).know();
            int fresh = log.append(each.getValue());
            written.increment(fresh);
            repeated.increment(each.getValue().size() - fresh);
        }
    }

    private boolean isOpened(FeedEvent event) {
        var open = opened.byExperiment().get(event.experiment());
        return event.proprietary() && open != null && open.test(event) && opened.term() == lease.require();
    }

    /**
     * Tells events of an experiment's proprietary log again in its public one, those that were not yet. On return Kafka
     * has acknowledged them all.
     *
     * @param events each at most once since {@link #settle}
     * @throws LogUnavailable as {@link #append}
     */
    public void release(String experiment, List<FeedEvent> events) throws InterruptedException {
        released.increment(log(experiment, false).release(events));
    }

    private TopicLog log(String experiment, boolean proprietary) {
        return Objects.requireNonNull(logs.get(new FeedTopic(experiment, proprietary)), experiment);
    }

    /** Waits until everything written before is in the index. */
    public void settle() throws InterruptedException {
        bookkeeper.drain();
    }

    /** What is done while nothing is appended. */
    @FunctionalInterface
    public interface Last {
        /** Tells the rest of the past again. */
        void run() throws InterruptedException;
    }

    /**
     * From now on, for this term, writes what passes into the public log, whatever visibility it is brought with. What is
     * in the proprietary log until then is told again by {@code last}, while nothing is appended.
     *
     * @throws LogUnavailable if this instance is not the writer, or {@code last} throws it; then nothing changed
     */
    public void open(String experiment, Predicate<FeedEvent> lifted, Last last) throws InterruptedException {
        appending.writeLock().lockInterruptibly();
        try {
            long term = lease.require();
            // Whatever comes again from here on is looked for in the index before it goes into the other log.
            log(experiment, true).know();
            last.run();
            var all = new HashMap<>(opened.term() == term ? opened.byExperiment() : Map.of());
            all.put(experiment, lifted);
            opened = new Opened(term, Map.copyOf(all));
        } finally {
            appending.writeLock().unlock();
        }
    }

    private record Opened(long term, Map<String, Predicate<FeedEvent>> byExperiment) {}

    /** The uploader tells of its datasets' containers itself; of others it is known from earlier events. */
    private List<FeedEvent> withContainers(List<FeedEvent> events) {
        var asked = new HashSet<DataIdentifier>();
        for (var event : events) {
            if (lacksContainer(event)) {
                asked.add(Objects.requireNonNull(event.dataset()));
            }
        }
        if (asked.isEmpty()) {
            return events;
        }
        var known = index.containers(asked);
        return events.stream()
                .map(event -> lacksContainer(event) ? event.in(known.get(event.dataset())) : event)
                .toList();
    }

    private static boolean lacksContainer(FeedEvent event) {
        return event.container() == null && event.dataset() != null && event.source() != FeedEvent.Source.ANNOUNCED;
    }

    /** Creates and catches up every log, so that it can be read and the first event need not wait for it. */
    @Override
    public void begin() {
        opener = Thread.ofVirtual().name("log-opener").start(this::open);
    }

    @Override
    public void end() {
        var opening = opener;
        if (opening != null) {
            opening.interrupt();
            try {
                opening.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void open() {
        try {
            for (var log : logs.values()) {
                while (!opened(log)) {
                    Thread.sleep(PAUSE);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("what is not open yet is left to the next writer");
        }
    }

    private static boolean opened(TopicLog log) throws InterruptedException {
        try {
            log.open();
            return true;
        } catch (LogUnavailable | DataAccessException | TransactionException e) {
            LOG.warn("a log is not open yet: {}", e.getMessage());
            return false;
        }
    }
}
