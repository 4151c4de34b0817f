package org.strainlake.latency.store;

import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.time.GpsTime;

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

    /** A stream whose first chunk came so soon after its end keeps to the clock; others bring what is older. */
    private static final long PRESENT_NANOS = Duration.ofMinutes(10).toNanos();

    /** Whether every second that goes by is expected: a live stream, not a directory of old files. */
    public boolean keepsToTheClock() {
        return chunks == null && Math.abs(plannedNanos - endNanos(firstGps)) < PRESENT_NANOS;
    }

    /** When the chunk that starts at a GPS second is over, in nanoseconds since 1970. */
    public long endNanos(long gpsStart) {
        return EpochNanos.of(GpsTime.ofSeconds(gpsStart + chunkSeconds).toUtc());
    }

    /** GPS second after the last chunk that is expected by now; empty for a stream of which nobody knows. */
    public OptionalLong expectedEnd(long nowNanos) {
        if (!keepsToTheClock()) {
            return endGps();
        }
        long until = closedNanos == null ? nowNanos : Math.min(closedNanos, nowNanos);
        long passed = GpsTime.of(EpochNanos.toInstant(until)).seconds() - firstGps;
        return OptionalLong.of(firstGps + Math.max(0, Math.floorDiv(passed, (long) chunkSeconds)) * chunkSeconds);
    }

    /** GPS second after the last planned chunk; empty for a live stream. */
    public OptionalLong endGps() {
        return chunks == null ? OptionalLong.empty() : OptionalLong.of(firstGps + chunks * chunkSeconds);
    }
}
