package org.strainlake.downloader.web;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.strainlake.downloader.follow.Follow;
import org.strainlake.downloader.follow.SinkSpec;
import org.strainlake.downloader.ledger.ChunkState;
import org.strainlake.downloader.ledger.Ledger;

/**
 * A follow and how far it is.
 *
 * @param state whether its sinks take chunks
 * @param lastGps GPS second of the newest chunk delivered; null before the first
 */
record FollowView(
        String name,
        String experiment,
        String datasets,
        List<SinkSpec> sinks,
        Follow.From from,
        Duration lossDeadline,
        Follow.Origin origin,
        Instant created,
        State state,
        long delivered,
        long pending,
        long corrupted,
        long withheld,
        long lost,
        @Nullable Long lastGps) {

    static FollowView of(Follow follow, Ledger.Counts counts, boolean troubled) {
        return new FollowView(
                follow.name(),
                follow.experiment(),
                follow.datasets().toString(),
                follow.sinks(),
                follow.from(),
                follow.lossDeadline(),
                follow.origin(),
                follow.created(),
                troubled ? State.SINK_TROUBLE : State.FOLLOWING,
                counts.of(ChunkState.DELIVERED),
                counts.of(ChunkState.PENDING),
                counts.of(ChunkState.CORRUPTED),
                counts.of(ChunkState.WITHHELD),
                counts.of(ChunkState.LOST),
                counts.lastGps());
    }

    /** How a follow is. */
    enum State {
        /** Its sinks take chunks. */
        FOLLOWING,
        /** A sink cannot take chunks at present; they are pending. */
        SINK_TROUBLE
    }
}
