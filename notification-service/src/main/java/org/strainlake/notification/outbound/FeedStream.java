package org.strainlake.notification.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.strainlake.event.FeedEvent;

/**
 * One reader's stream of server-sent events. Nothing is buffered for a slow reader: the stream waits for it,
 * the log keeps the rest, and the web server cuts off who takes nothing for too long.
 */
public final class FeedStream implements AutoCloseable {
    private final Reading reading;
    private final Predicate<FeedEvent> wanted;
    private final LossNotice lossNotice;
    private final Duration heartbeat;
    private final @Nullable Instant expiry;
    private final BooleanSupplier sameLogs;
    private final InstantSource clock;
    private final Consumer<FeedStream> onClose;
    private volatile boolean ending;

    FeedStream(
            Reading reading,
            Predicate<FeedEvent> wanted,
            LossNotice lossNotice,
            Duration heartbeat,
            @Nullable Instant expiry,
            BooleanSupplier sameLogs,
            InstantSource clock,
            Consumer<FeedStream> onClose) {
        this.reading = reading;
        this.wanted = wanted;
        this.lossNotice = lossNotice;
        this.heartbeat = heartbeat;
        this.expiry = expiry;
        this.sameLogs = sameLogs;
        this.clock = clock;
        this.onClose = onClose;
    }

    /**
     * Writes events until the service stops, the reader's token expires, other logs are open to the reader than when it
     * began, or the reader is gone.
     *
     * @throws IOException if the reader is gone or takes nothing
     * @throws org.strainlake.notification.log.LogUnavailable if Kafka refuses
     */
    public void writeTo(OutputStream out) throws IOException, InterruptedException {
        comment(out);
        long silentSince = System.nanoTime();
        long looked = silentSince;
        while (!ending && (expiry == null || clock.instant().isBefore(expiry))) {
            if (System.nanoTime() - looked >= heartbeat.toNanos()) {
                if (!sameLogs.getAsBoolean()) {
                    return;
                }
                looked = System.nanoTime();
            }
            boolean wrote = write(reading.next(patience(silentSince)), out);
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
    }

    @Override
    public void close() {
        onClose.accept(this);
    }

    private Duration patience(long silentSince) {
        var left = heartbeat.minusNanos(System.nanoTime() - silentSince);
        if (expiry != null) {
            var untilExpiry = Duration.between(clock.instant(), expiry);
            left = untilExpiry.compareTo(left) < 0 ? untilExpiry : left;
        }
        return left.isNegative() ? Duration.ZERO : left;
    }

    private boolean write(Reading.Batch batch, OutputStream out) throws IOException {
        boolean wrote = false;
        if (batch.loss() != null) {
            send("event: loss\nid: " + batch.loss().oldest() + "\ndata: " + lossNotice.write(batch.loss()), out);
            wrote = true;
        }
        for (var told : batch.events()) {
            reading.passed(told);
            if (wanted.test(told.event())) {
                send("id: " + reading.cursor() + "\ndata: " + told.text(), out);
                wrote = true;
            }
        }
        reading.passed(batch);
        if (wrote) {
            out.flush();
        }
        return wrote;
    }

    /** Not an event: keeps the connection and the reader's cursor fresh. */
    private void comment(OutputStream out) throws IOException {
        send(": here\nid: " + reading.cursor(), out);
        out.flush();
    }

    private static void send(String lines, OutputStream out) throws IOException {
        out.write((lines + "\n\n").getBytes(UTF_8));
    }
}
