package org.strainlake.notification.outbound;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.strainlake.notification.log.AgedOut;
import org.strainlake.notification.log.FeedTopic;
import org.strainlake.notification.log.LogPages;

/**
 * One reader's way through its logs: along the tail where that reaches, else page by page. It holds no
 * consumer, and no more events than it gave out last. For one thread.
 */
final class Reading {
    private static final Duration LONGEST_PAGE = Duration.ofSeconds(1);

    private final Tail tail;
    private final LogPages pages;
    private final StructuredEvent writer;
    private final NavigableMap<FeedTopic, FeedCursor.Place> places;
    private final List<FeedTopic> turns;
    private final Map<FeedTopic, Instant> lastWritten = new HashMap<>();
    private int turn;

    Reading(Tail tail, LogPages pages, StructuredEvent writer, NavigableMap<FeedTopic, FeedCursor.Place> begin) {
        this.tail = tail;
        this.pages = pages;
        this.writer = writer;
        this.places = new TreeMap<>(begin);
        this.turns = List.copyOf(begin.keySet());
    }

    /**
     * What comes next.
     *
     * @param events of one log, in order; the reader says of each that it is {@linkplain #passed passed}
     * @param topic the log; null if there is nothing new in any
     * @param next place in that log after them
     * @param loss what was lost before them; null if nothing was
     */
    record Batch(
            List<Told> events,
            @Nullable FeedTopic topic,
            long next,
            @Nullable Loss loss) {
        private static final Batch NOTHING = new Batch(List.of(), null, 0, null);

        /** Whether the reader is at the end of all its logs. */
        boolean isNothing() {
            return topic == null;
        }
    }

    /**
     * The next events of a log in which there are any; each log has its turn.
     *
     * @param patience how long to wait if there is nothing
     * @throws org.strainlake.notification.log.LogUnavailable if Kafka refuses
     */
    Batch next(Duration patience) throws InterruptedException {
        long seen = tail.version();
        for (int i = 0; i < turns.size(); i++) {
            var topic = turns.get((turn + i) % turns.size());
            var batch = ofLog(topic);
            if (batch != null) {
                turn = (turn + i + 1) % turns.size();
                return batch;
            }
        }
        tail.await(seen, patience);
        return Batch.NOTHING;
    }

    /** The event was given to the reader, or is none for it. */
    void passed(Told told) {
        var entry = told.entry();
        move(entry.topic(), entry.offset() + 1);
        lastWritten.put(entry.topic(), entry.notified());
    }

    /** All events of the batch were passed. */
    void passed(Batch batch) {
        if (batch.topic() != null) {
            move(batch.topic(), batch.next());
        }
    }

    FeedCursor cursor() {
        return new FeedCursor(places);
    }

    private @Nullable Batch ofLog(FeedTopic topic) throws InterruptedException {
        var place = Objects.requireNonNull(places.get(topic));
        var ring = tail.ring(topic);
        if (!ring.identity().equals(place.identity())) {
            return afterGap(topic);
        }
        var slice = ring.from(place.next());
        if (slice.isPresent()) {
            return slice.get().events().isEmpty() && slice.get().next() == place.next()
                    ? null
                    : new Batch(slice.get().events(), topic, slice.get().next(), null);
        }
        try {
            return of(topic, pages.page(topic, place.next(), LONGEST_PAGE), null);
        } catch (AgedOut e) {
            return afterGap(topic);
        }
    }

    /** Goes to the oldest that is kept, and says what is lost with that. */
    private Batch afterGap(FeedTopic topic) throws InterruptedException {
        var before = cursor();
        var extent = pages.extent(topic);
        places.put(topic, new FeedCursor.Place(extent.identity(), extent.oldest()));
        var oldest = cursor();
        LogPages.Page page;
        try {
            page = pages.page(topic, extent.oldest(), extent.end() > extent.oldest() ? LONGEST_PAGE : Duration.ZERO);
        } catch (AgedOut e) { // since the extent was asked for: the next turn tells
            page = new LogPages.Page(List.of(), extent.oldest());
        }
        var to = page.entries().isEmpty() ? null : page.entries().getFirst().notified();
        return of(topic, page, new Loss(before, oldest, lastWritten.get(topic), to));
    }

    private Batch of(FeedTopic topic, LogPages.Page page, @Nullable Loss loss) {
        var events =
                page.entries().stream().map(entry -> new Told(entry, writer)).toList();
        return new Batch(events, topic, page.next(), loss);
    }

    private void move(FeedTopic topic, long next) {
        places.computeIfPresent(topic, (same, place) -> new FeedCursor.Place(place.identity(), next));
    }
}
