package org.strainlake.notification.outbound;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.stereotype.Component;
import org.strainlake.event.FeedEvent;
import org.strainlake.notification.log.FeedTopic;
import org.strainlake.notification.log.LogPages;
import org.strainlake.notification.log.LogReader;

/** The feed as readers get it: opens streams and reads pages, bounds their number, and ends them before the web server stops. */
@Component
public class Feed implements SmartLifecycle {
    private final Tail tail;
    private final LogPages pages;
    private final Audience audience;
    private final StructuredEvent writer;
    private final LossNotice lossNotice;
    private final OutboundProperties properties;
    private final InstantSource clock;
    private final Semaphore free;
    private final Set<FeedStream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean running;

    Feed(
            Tail tail,
            LogPages pages,
            Audience audience,
            StructuredEvent writer,
            LossNotice lossNotice,
            OutboundProperties properties,
            InstantSource clock,
            MeterRegistry meters) {
        this.tail = tail;
        this.pages = pages;
        this.audience = audience;
        this.writer = writer;
        this.lossNotice = lossNotice;
        this.properties = properties;
        this.clock = clock;
        this.free = new Semaphore(properties.maxStreams());
        Gauge.builder("strainlake.streams.open", open, Set::size)
                .description("event streams that are open")
                .register(meters);
    }

    /** Where a reader begins. */
    public sealed interface Beginning {
        /** With whatever happens from now on. */
        record Now() implements Beginning {}

        /** With the oldest event that is kept. */
        record Oldest() implements Beginning {}

        /**
         * With the first event that was written at a time or later.
         *
         * @param time the time, on the clock of the log
         */
        record At(Instant time) implements Beginning {}

        /**
         * After an event.
         *
         * @param cursor the cursor that came with it
         */
        record After(FeedCursor cursor) implements Beginning {}
    }

    /**
     * Opens a stream. Whoever opens it closes it.
     *
     * @param caller null or anonymous for a caller without a token
     * @throws org.springframework.security.access.AccessDeniedException if the caller may hear nothing of what is asked
     * @throws CursorGone if events that follow the cursor are lost to this reader
     * @throws TooManyStreams if no further stream may be opened
     * @throws org.strainlake.notification.log.LogUnavailable if Kafka does not answer
     */
    public FeedStream open(@Nullable Authentication caller, FeedFilter filter, Beginning beginning)
            throws CursorGone, TooManyStreams, InterruptedException {
        var topics = audience.open(caller, filter.experiments());
        takeRoom();
        FeedStream stream = null;
        try {
            stream = new FeedStream(
                    reading(topics, beginning),
                    wanted(caller, filter),
                    lossNotice,
                    properties.heartbeat(),
                    expiry(caller),
                    () -> opens(caller, filter, topics),
                    clock,
                    this::closed);
            open.add(stream);
            return stream;
        } finally {
            if (stream == null) {
                free.release();
            }
        }
    }

    /**
     * The experiments of whose proprietary events the caller would hear.
     *
     * @throws org.springframework.security.access.AccessDeniedException as {@link #open}
     */
    public Set<String> proprietaryExperiments(@Nullable Authentication caller, FeedFilter filter) {
        return audience.open(caller, filter.experiments()).stream()
                .filter(FeedTopic::proprietary)
                .map(FeedTopic::experiment)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Reads a page; waits for its first event at most {@code wait}, and not beyond the end of the caller's token.
     *
     * @param limit most events
     * @throws org.springframework.security.access.AccessDeniedException as {@link #open}
     * @throws CursorGone as {@link #open}
     * @throws TooManyStreams as {@link #open}
     * @throws org.strainlake.notification.log.LogUnavailable if Kafka does not answer
     */
    public FeedPage page(
            @Nullable Authentication caller, FeedFilter filter, Beginning beginning, Duration wait, int limit)
            throws CursorGone, TooManyStreams, InterruptedException {
        var topics = audience.open(caller, filter.experiments());
        takeRoom();
        try {
            var expiry = expiry(caller);
            var left = expiry == null ? wait : Duration.between(clock.instant(), expiry);
            return FeedPage.read(
                    reading(topics, beginning),
                    wanted(caller, filter),
                    lossNotice,
                    left.compareTo(wait) < 0 ? left : wait,
                    limit);
        } finally {
            free.release();
        }
    }

    /**
     * The cursor of a reader of Kafka.
     *
     * @param read the offset of the last record that was read of each log
     * @throws org.springframework.security.access.AccessDeniedException if one of the logs is closed to the caller
     */
    public FeedCursor cursorAfter(@Nullable Authentication caller, Map<FeedTopic, Long> read)
            throws InterruptedException {
        for (var topic : read.keySet()) {
            audience.require(caller, topic);
        }
        var places = new TreeMap<FeedTopic, FeedCursor.Place>();
        for (var each : read.entrySet()) {
            places.put(
                    each.getKey(), new FeedCursor.Place(tail.ring(each.getKey()).identity(), each.getValue() + 1));
        }
        return new FeedCursor(places);
    }

    /**
     * Makes sure that the caller may know the places of the cursor, and that they are still there.
     *
     * @throws org.springframework.security.access.AccessDeniedException if one of its logs is closed to the caller
     * @throws CursorGone if events that follow are lost
     */
    public FeedCursor checked(@Nullable Authentication caller, FeedCursor cursor)
            throws CursorGone, InterruptedException {
        for (var topic : cursor.places().keySet()) {
            audience.require(caller, topic);
        }
        reading(new TreeSet<>(cursor.places().keySet()), new Beginning.After(cursor));
        return cursor;
    }

    /** Whether the same logs hold something for the caller as when the stream was opened. */
    private boolean opens(@Nullable Authentication caller, FeedFilter filter, SortedSet<FeedTopic> topics) {
        try {
            return audience.open(caller, filter.experiments()).equals(topics);
        } catch (AccessDeniedException e) {
            return false;
        }
    }

    private void takeRoom() throws TooManyStreams {
        if (!running) {
            throw new TooManyStreams("the service is about to stop");
        }
        if (!free.tryAcquire()) {
            throw new TooManyStreams("there are " + properties.maxStreams() + " streams already");
        }
    }

    private void closed(FeedStream stream) {
        if (open.remove(stream)) {
            free.release();
        }
    }

    private Predicate<FeedEvent> wanted(@Nullable Authentication caller, FeedFilter filter) {
        return event -> filter.passes(event) && audience.mayHear(caller, event);
    }

    private Reading reading(SortedSet<FeedTopic> topics, Beginning beginning) throws CursorGone, InterruptedException {
        var places = new TreeMap<FeedTopic, FeedCursor.Place>();
        for (var topic : topics) {
            var ring = tail.ring(topic);
            places.put(
                    topic,
                    switch (beginning) {
                        case Beginning.Now() -> new FeedCursor.Place(ring.identity(), ring.end());
                        case Beginning.Oldest() -> oldest(topic);
                        case Beginning.At(var time) ->
                            new FeedCursor.Place(ring.identity(), pages.placeAt(topic, time));
                        case Beginning.After(var cursor) -> after(cursor, topic, topics);
                    });
        }
        return new Reading(tail, pages, writer, places);
    }

    private FeedCursor.Place oldest(FeedTopic topic) throws InterruptedException {
        var extent = pages.extent(topic);
        return new FeedCursor.Place(extent.identity(), extent.oldest());
    }

    /**
     * A log that the cursor does not speak of was not open to its reader then. One that only members hear begins now; one
     * that everybody hears was empty then, or closed to all.
     */
    private FeedCursor.Place after(FeedCursor cursor, FeedTopic topic, SortedSet<FeedTopic> topics)
            throws CursorGone, InterruptedException {
        var ring = tail.ring(topic);
        var place = cursor.places().get(topic);
        if (place == null && topics.stream().anyMatch(cursor.places()::containsKey)) {
            return topic.proprietary() ? new FeedCursor.Place(ring.identity(), ring.end()) : oldest(topic);
        }
        if (place != null
                && place.identity().equals(ring.identity())
                && (ring.has(place.next()) || isKept(topic, place))) {
            return place;
        }
        NavigableMap<FeedTopic, FeedCursor.Place> oldest = new TreeMap<>();
        for (var each : topics) {
            oldest.put(each, oldest(each));
        }
        throw new CursorGone(new FeedCursor(oldest));
    }

    private boolean isKept(FeedTopic topic, FeedCursor.Place place) throws InterruptedException {
        LogReader.Extent extent = pages.extent(topic);
        return place.identity().equals(extent.identity())
                && place.next() >= extent.oldest()
                && place.next() <= extent.end();
    }

    private static @Nullable Instant expiry(@Nullable Authentication caller) {
        return caller != null && caller.getCredentials() instanceof OAuth2Token token ? token.getExpiresAt() : null;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        open.forEach(FeedStream::end);
        tail.wake();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
