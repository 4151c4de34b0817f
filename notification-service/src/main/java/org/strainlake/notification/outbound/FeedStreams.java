package org.strainlake.notification.outbound;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.stereotype.Component;
import org.strainlake.notification.log.FeedTopic;
import org.strainlake.notification.log.LogReader;
import org.strainlake.notification.log.LogReaders;

/** All streams that are open: opens them, bounds their number, and ends them before the web server stops. */
@Component
public class FeedStreams implements SmartLifecycle {
    private final LogReaders readers;
    private final Audience audience;
    private final StructuredEvent writer;
    private final OutboundProperties properties;
    private final InstantSource clock;
    private final Semaphore free;
    private final Set<FeedStream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean running;

    FeedStreams(
            LogReaders readers,
            Audience audience,
            StructuredEvent writer,
            OutboundProperties properties,
            InstantSource clock,
            MeterRegistry meters) {
        this.readers = readers;
        this.audience = audience;
        this.writer = writer;
        this.properties = properties;
        this.clock = clock;
        this.free = new Semaphore(properties.maxStreams());
        Gauge.builder("strainlake.streams.open", open, Set::size)
                .description("event streams that are open")
                .register(meters);
    }

    /** Where a stream begins. */
    public sealed interface Beginning {
        /** With whatever happens from now on. */
        record Now() implements Beginning {}

        /** With the oldest event that is kept. */
        record Oldest() implements Beginning {}

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
        if (!running) {
            throw new TooManyStreams("the service is about to stop");
        }
        if (!free.tryAcquire()) {
            throw new TooManyStreams("there are " + properties.maxStreams() + " streams already");
        }
        LogReader reader = null;
        FeedStream stream = null;
        try {
            reader = readers.open(topics);
            stream = new FeedStream(
                    reader,
                    begin(reader, beginning),
                    event -> filter.passes(event) && audience.mayHear(caller, event),
                    writer,
                    properties.heartbeat(),
                    expiry(caller),
                    clock,
                    this::closed);
            open.add(stream);
            return stream;
        } finally {
            if (stream == null) {
                if (reader != null) {
                    reader.close();
                }
                free.release();
            }
        }
    }

    private void closed(FeedStream stream) {
        if (open.remove(stream)) {
            free.release();
        }
    }

    private static NavigableMap<FeedTopic, FeedCursor.Place> begin(LogReader reader, Beginning beginning)
            throws CursorGone {
        var extents = new TreeMap<FeedTopic, LogReader.Extent>();
        reader.topics().forEach(topic -> extents.put(topic, reader.extent(topic)));
        var places = new TreeMap<FeedTopic, FeedCursor.Place>();
        for (var each : extents.entrySet()) {
            var extent = each.getValue();
            long next = switch (beginning) {
                case Beginning.Now() -> extent.end();
                case Beginning.Oldest() -> extent.oldest();
                case Beginning.After(var cursor) -> after(cursor, each.getKey(), extents);
            };
            places.put(each.getKey(), new FeedCursor.Place(extent.identity(), next));
            reader.seek(each.getKey(), next);
        }
        return places;
    }

    /** A log that the cursor does not speak of was not open to its reader then: it begins now. */
    private static long after(FeedCursor cursor, FeedTopic topic, NavigableMap<FeedTopic, LogReader.Extent> extents)
            throws CursorGone {
        var extent = Objects.requireNonNull(extents.get(topic));
        var place = cursor.places().get(topic);
        if (place == null && extents.keySet().stream().anyMatch(cursor.places()::containsKey)) {
            return extent.end();
        }
        if (place == null
                || !place.identity().equals(extent.identity())
                || place.next() < extent.oldest()
                || place.next() > extent.end()) {
            var oldest = new TreeMap<FeedTopic, FeedCursor.Place>();
            extents.forEach((each, reach) -> oldest.put(each, new FeedCursor.Place(reach.identity(), reach.oldest())));
            throw new CursorGone(new FeedCursor(oldest));
        }
        return place.next();
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
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
