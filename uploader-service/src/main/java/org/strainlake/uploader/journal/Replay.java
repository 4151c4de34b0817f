package org.strainlake.uploader.journal;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.strainlake.uploader.source.ReplayPlan;

/**
 * A replay as journalled.
 *
 * @param id its identifier
 * @param run run of the stream, unique for ever
 * @param stream stream it feeds
 * @param tag tag in the names of its chunks
 * @param booked false for a warm-up that the book leaves out
 * @param plan what its chunks follow from
 * @param state what it is doing
 * @param reason why it failed, or what it waits for; null otherwise
 * @param planned when it was asked for
 */
public record Replay(
        UUID id,
        String run,
        String stream,
        String tag,
        boolean booked,
        ReplayPlan plan,
        State state,
        @Nullable String reason,
        Instant planned) {

    /** What a replay is doing. */
    public enum State {
        /** Chunks are cut and sent, or the last of them are on their way. */
        RUNNING,
        /** Waits until it is resumed. */
        PAUSED,
        /** Ended before its last chunk because somebody said so. */
        STOPPED,
        /** Every chunk is in its dataset or refused, its datasets are closed. */
        FINISHED,
        /** Ended before its last chunk because its source could no longer be read. */
        FAILED;

        /** Whether no further chunk will be cut. */
        public boolean isEnded() {
            return this != RUNNING && this != PAUSED;
        }
    }
}
