package org.strainlake.notification.outbound;

import org.jspecify.annotations.Nullable;
import org.strainlake.event.FeedEvent;
import org.strainlake.notification.log.LogEntry;

/** An event of a log on its way to readers; written once for all of them. Thread-safe. */
final class Told {
    private static final int OVERHEAD_BYTES = 1024;

    private final LogEntry entry;
    private final StructuredEvent writer;
    private volatile @Nullable String text;

    Told(LogEntry entry, StructuredEvent writer) {
        this.entry = entry;
        this.writer = writer;
    }

    LogEntry entry() {
        return entry;
    }

    FeedEvent event() {
        return entry.event();
    }

    /** The event as CloudEvent in structured mode, one line. */
    String text() {
        var written = text;
        if (written == null) {
            written = writer.write(entry.event());
            text = written;
        }
        return written;
    }

    /** What it takes in memory, at most and about. */
    long weight() {
        return 2L * entry.event().body().length + OVERHEAD_BYTES;
    }
}
