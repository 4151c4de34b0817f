package org.strainlake.notification.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.NavigableMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.strainlake.event.FeedEvent;
import org.strainlake.notification.log.AgedOut;
import org.strainlake.notification.log.FeedTopic;
import org.strainlake.notification.log.LogEntry;
import org.strainlake.notification.log.LogReader;

/**
 * One reader's stream of server-sent events. Nothing is buffered for a slow reader: the stream waits for it,
 * the log keeps the rest, and the web server cuts off who takes nothing for too long.
 */
public final class FeedStream implements AutoCloseable {
    private final LogReader reader;
    private final NavigableMap<FeedTopic, FeedCursor.Place> places;
    private final Predicate<FeedEvent> wanted;
    private final StructuredEvent writer;
    private final Duration heartbeat;
    private final @Nullable Instant expiry;
    private final InstantSource clock;
    private final Consumer<FeedStream> onClose;
    private volatile boolean ending;

    FeedStream(
            LogReader reader,
            NavigableMap<FeedTopic, FeedCursor.Place> places,
            Predicate<FeedEvent> wanted,
            StructuredEvent writer,
            Duration heartbeat,
            @Nullable Instant expiry,
            InstantSource clock,
            Consumer<FeedStream> onClose) {
        this.reader = reader;
        this.places = places;
        this.wanted = wanted;
        this.writer = writer;
        this.heartbeat = heartbeat;
        this.expiry = expiry;
        this.clock = clock;
        this.onClose = onClose;
    }

    /**
     * Writes events until the service stops, the reader's token expires, or the reader is gone.
     *
     * @throws IOException if the reader is gone or takes nothing
     * @throws org.strainlake.notification.log.LogUnavailable if Kafka refuses
     */
    public void writeTo(OutputStream out) throws IOException {
        comment(out);
        long silentSince = System.nanoTime();
        while (!ending && (expiry == null || clock.instant().isBefore(expiry))) {
            boolean wrote = write(poll(out, patience(silentSince)), out);
            if (!wrote && System.nanoTime() - silentSince >= heartbeat.toNanos()) {
                comment(out);
                wrote = true;
            }
            if (wrote) {
                silentSince = System.nanoTime();
            }
        }
    }

    /** Ends it soon, from another thread. */
    void end() {
        ending = true;
        reader.wakeUp();
    }

    @Override
    public void close() {
        try {
            reader.close();
        } finally {
            onClose.accept(this);
        }
    }

    private Duration patience(long silentSince) {
        var left = heartbeat.minusNanos(System.nanoTime() - silentSince);
        if (expiry != null) {
            var untilExpiry = Duration.between(clock.instant(), expiry);
            left = untilExpiry.compareTo(left) < 0 ? untilExpiry : left;
        }
        return left.isNegative() ? Duration.ZERO : left;
    }

    private List<LogEntry> poll(OutputStream out, Duration patience) throws IOException {
        try {
            return reader.poll(patience);
        } catch (AgedOut e) {
            var before = cursor();
            for (var topic : reader.topics()) {
                var extent = reader.extent(topic);
                if (reader.position(topic) < extent.oldest()) {
                    reader.seek(topic, extent.oldest());
                    places.put(topic, new FeedCursor.Place(extent.identity(), extent.oldest()));
                }
            }
            var loss = "event: loss\nid: %s\ndata: {\"after\":\"%s\",\"oldest\":\"%s\"}\n\n"
                    .formatted(cursor(), before, cursor());
            out.write(loss.getBytes(UTF_8));
            out.flush();
            return List.of();
        }
    }

    private boolean write(List<LogEntry> entries, OutputStream out) throws IOException {
        boolean wrote = false;
        for (var entry : entries) {
            places.computeIfPresent(
                    entry.topic(), (topic, place) -> new FeedCursor.Place(place.identity(), entry.offset() + 1));
            if (wanted.test(entry.event())) {
                var line = "id: " + cursor() + "\ndata: " + writer.write(entry.event()) + "\n\n";
                out.write(line.getBytes(UTF_8));
                wrote = true;
            }
        }
        if (wrote) {
            out.flush();
        }
        return wrote;
    }

    /** Not an event: keeps the connection and the reader's cursor fresh. */
    private void comment(OutputStream out) throws IOException {
        out.write((": here\nid: " + cursor() + "\n\n").getBytes(UTF_8));
        out.flush();
    }

    private String cursor() {
        return new FeedCursor(places).toString();
    }
}
