package org.strainlake.latency.statistics;

import java.util.function.Consumer;
import org.strainlake.latency.store.ChunkLine;

/**
 * Puts a line for every planned second of which no record came between the lines that are known. Takes
 * known lines in the order of GPS time; {@link #finish} must be called after the last.
 */
final class PlannedLines implements Consumer<ChunkLine> {
    private final Consumer<ChunkLine> reader;
    private final int step;
    private final long end;
    private long next;

    /**
     * Fills the planned seconds from {@code next}, the first of them, up to but not including {@code end}.
     *
     * @param step length of a chunk
     */
    PlannedLines(long next, long end, int step, Consumer<ChunkLine> reader) {
        this.next = next;
        this.end = end;
        this.step = step;
        this.reader = reader;
    }

    @Override
    public void accept(ChunkLine line) {
        fillTo(Math.min(line.gpsStart(), end));
        if (next == line.gpsStart()) {
            next += step;
        }
        reader.accept(line);
    }

    /** Hands over the planned seconds after the last known line. */
    void finish() {
        fillTo(end);
    }

    private void fillTo(long gps) {
        while (next < gps) {
            reader.accept(ChunkLine.absent(next));
            next += step;
        }
    }
}
