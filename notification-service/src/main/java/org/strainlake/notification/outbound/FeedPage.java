package org.strainlake.notification.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.strainlake.event.FeedEvent;

/** What one long poll gets: the events that there are, or the first to come. */
public final class FeedPage {
    private static final int MOST_LOOKED_AT = 20_000;
    private static final long MOST_CHARACTERS = 4_000_000;
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);

    private final LossNotice lossNotice;
    private final List<Item> items = new ArrayList<>();
    private String cursor = "";
    private @Nullable Loss loss;

    private record Item(String cursor, String event) {}

    private FeedPage(LossNotice lossNotice) {
        this.lossNotice = lossNotice;
    }

    /**
     * Waits for events at most {@code wait}, and gives those that there are at once. Looks at a bounded part of
     * the log: a page may be empty though more follows after its cursor.
     */
    static FeedPage read(Reading reading, Predicate<FeedEvent> wanted, LossNotice lossNotice, Duration wait, int limit)
            throws InterruptedException {
        var page = new FeedPage(lossNotice);
        page.fill(reading, wanted, wait, limit);
        page.cursor = reading.cursor().toString();
        return page;
    }

    private void fill(Reading reading, Predicate<FeedEvent> wanted, Duration wait, int limit)
            throws InterruptedException {
        long begun = System.nanoTime();
        long looked = 0;
        long characters = 0;
        while (true) {
            var left = items.isEmpty() ? wait.minusNanos(System.nanoTime() - begun) : Duration.ZERO;
            var batch = reading.next(left.isNegative() ? Duration.ZERO : left);
            if (batch.isNothing()) {
                if (!items.isEmpty() || System.nanoTime() - begun >= wait.toNanos()) {
                    return;
                }
                continue;
            }
            if (batch.loss() != null) {
                loss = batch.loss();
                return; // the cursor is the oldest: the next page begins there
            }
            for (var told : batch.events()) {
                reading.passed(told);
                looked++;
                if (wanted.test(told.event())) {
                    items.add(new Item(reading.cursor().toString(), told.text()));
                    characters += told.text().length();
                    if (items.size() == limit || characters >= MOST_CHARACTERS) {
                        return;
                    }
                }
            }
            reading.passed(batch);
            if (looked >= MOST_LOOKED_AT
                    || System.nanoTime() - begun >= Math.max(wait.toNanos(), LONGEST_LOOK.toNanos())) {
                return;
            }
        }
    }

    /** Writes {@code {"cursor", "events": [{"cursor", "event"}], "loss"}}; {@code loss} only where there is one. */
    public void writeTo(OutputStream out) throws IOException {
        var text = new StringBuilder("{\"cursor\":\"").append(cursor).append("\",\"events\":[");
        var between = "";
        for (var item : items) {
            text.append(between)
                    .append("{\"cursor\":\"")
                    .append(item.cursor())
                    .append("\",\"event\":")
                    .append(item.event())
                    .append('}');
            between = ",";
        }
        text.append(']');
        if (loss != null) {
            text.append(",\"loss\":").append(lossNotice.write(loss));
        }
        out.write(text.append('}').toString().getBytes(UTF_8));
    }
}
