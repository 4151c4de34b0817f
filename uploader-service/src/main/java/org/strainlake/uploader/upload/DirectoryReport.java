package org.strainlake.uploader.upload;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.strainlake.chunkfile.ChunkName;

/** What a watched directory brought since the process started. Thread-safe. */
public final class DirectoryReport {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryReport.class);
    private static final int LAST_REJECTED = 20;

    private final Deque<Rejected> lastRejected = new ArrayDeque<>();
    private long found;
    private long rejected;
    private @Nullable String lastFound;
    private @Nullable Instant lastScan;

    /**
     * A file that cannot be taken.
     *
     * @param name its name
     * @param reason what is wrong with it
     */
    public record Rejected(String name, String reason) {}

    /**
     * The state at one moment.
     *
     * @param found files taken
     * @param lastFound the latest of them
     * @param rejected how often a file could not be taken
     * @param lastRejected the latest of those
     * @param lastScan when the directory was last listed to its end
     */
    public record Snapshot(
            long found,
            @Nullable String lastFound,
            long rejected,
            List<Rejected> lastRejected,
            @Nullable Instant lastScan) {}

    synchronized void found(ChunkName name) {
        found++;
        lastFound = name.toString();
    }

    synchronized void rejected(String stream, String name, String reason) {
        LOG.warn("{} leaves {} alone: {}", stream, name, reason);
        rejected++;
        lastRejected.addLast(new Rejected(name, reason));
        if (lastRejected.size() > LAST_REJECTED) {
            lastRejected.removeFirst();
        }
    }

    synchronized void scanned(Instant at) {
        lastScan = at;
    }

    /** The state now. */
    public synchronized Snapshot snapshot() {
        return new Snapshot(found, lastFound, rejected, List.copyOf(lastRejected), lastScan);
    }
}
