package org.strainlake.latency.store;

import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.strainlake.lake.DataIdentifier;

/**
 * What the book must expect of a run.
 *
 * @param run name of the run
 * @param stream stream it belongs to
 * @param experiment whose strain it is
 * @param proprietary whether only members may know of it
 * @param firstGps GPS second of the first chunk
 * @param chunkSeconds length of a chunk
 * @param chunks how many there will be; null for a live stream, which has no end
 * @param booked false for a warm-up that the book leaves out
 * @param budget longest time from created to delivered; null if none is promised
 * @param dataset dataset of the first chunk
 * @param plannedNanos when it was planned first
 * @param closedNanos when an operator closed its book; null while it is open
 */
public record Plan(
        String run,
        String stream,
        String experiment,
        boolean proprietary,
        long firstGps,
        int chunkSeconds,
        @Nullable Long chunks,
        boolean booked,
        @Nullable Duration budget,
        DataIdentifier dataset,
        long plannedNanos,
        @Nullable Long closedNanos) {

    /** GPS second after the last planned chunk; empty for a live stream. */
    public OptionalLong endGps() {
        return chunks == null ? OptionalLong.empty() : OptionalLong.of(firstGps + chunks * chunkSeconds);
    }
}
