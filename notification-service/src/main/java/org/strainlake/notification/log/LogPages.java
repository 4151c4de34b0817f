package org.strainlake.notification.log;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * What the logs kept, a page at a time. A few Kafka consumers do it for everybody: one is lent for a page and
 * never longer, so that no reader, however slow, holds one. Whoever finds none free waits in line. Thread-safe.
 */
@Component
public class LogPages implements DisposableBean {
    private static final int LENT_OF_A_LOG = 2;

    private final LogReaders readers;
    private final Map<FeedTopic, Shelf> shelves = new TreeMap<>();

    LogPages(LogReaders readers, EventLog log) {
        this.readers = readers;
        log.topics().forEach(topic -> shelves.put(topic, new Shelf(topic)));
    }

    /**
     * A part of a log.
     *
     * @param entries events, in order
     * @param next place from which to read on
     */
    public record Page(List<LogEntry> entries, long next) {}

    /**
     * Reads on from a place; waits for events at most {@code patience}.
     *
     * @throws AgedOut if the log does not keep that place
     * @throws LogUnavailable if Kafka refuses
     */
    public Page page(FeedTopic topic, long from, Duration patience) throws AgedOut, InterruptedException {
        return shelf(topic).lend(reader -> {
            reader.seek(topic, from);
            var entries = reader.poll(patience);
            return new Page(entries, reader.position(topic));
        });
    }

    /**
     * How far a log reaches now.
     *
     * @throws LogUnavailable if Kafka does not answer
     */
    public LogReader.Extent extent(FeedTopic topic) throws InterruptedException {
        return unaged(topic, reader -> reader.extent(topic));
    }

    /**
     * The place of the first event that was written at the time or later; the log's end if there is none.
     *
     * @throws LogUnavailable if Kafka does not answer
     */
    public long placeAt(FeedTopic topic, Instant time) throws InterruptedException {
        return unaged(topic, reader -> reader.placeAt(topic, time));
    }

    /** The consumers are lent no more, and are closed. */
    @Override
    public void destroy() {
        shelves.values().forEach(Shelf::close);
    }

    private <T> T unaged(FeedTopic topic, Use<T> use) throws InterruptedException {
        try {
            return shelf(topic).lend(use);
        } catch (AgedOut e) {
            throw new LogUnavailable("Kafka does not tell of " + topic, e);
        }
    }

    private Shelf shelf(FeedTopic topic) {
        var shelf = shelves.get(topic);
        if (shelf == null) {
            throw new IllegalArgumentException("no such log: " + topic);
        }
        return shelf;
    }

    /** What is done with a reader while it is lent. */
    @FunctionalInterface
    private interface Use<T> {
        T with(LogReader reader) throws AgedOut;
    }

    /** The readers of one log. */
    private final class Shelf {
        private final FeedTopic topic;
        private final Semaphore free = new Semaphore(LENT_OF_A_LOG, true);
        private final Deque<LogReader> idle = new ArrayDeque<>();
        private boolean closed;

        Shelf(FeedTopic topic) {
            this.topic = topic;
        }

        <T> T lend(Use<T> use) throws AgedOut, InterruptedException {
            free.acquire();
            LogReader reader = null;
            boolean good = false;
            try {
                reader = take();
                var result = use.with(reader);
                good = true;
                return result;
            } finally {
                if (reader != null) {
                    giveBack(reader, good);
                }
                free.release();
            }
        }

        private LogReader take() throws InterruptedException {
            synchronized (this) {
                if (!idle.isEmpty()) {
                    return idle.pop();
                }
            }
            return readers.open(List.of(topic));
        }

        /** One that failed may read another log by now than it was opened for. */
        private void giveBack(LogReader reader, boolean good) {
            synchronized (this) {
                if (good && !closed) {
                    idle.push(reader);
                    return;
                }
            }
            reader.close();
        }

        private synchronized void close() {
            closed = true;
            idle.forEach(LogReader::close);
            idle.clear();
        }
    }
}
