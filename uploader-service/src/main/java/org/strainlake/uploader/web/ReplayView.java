package org.strainlake.uploader.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.strainlake.uploader.journal.Progress;
import org.strainlake.uploader.journal.Replay;

/**
 * A replay and how far it is.
 *
 * @param id its identifier
 * @param run run of the stream
 * @param stream stream it feeds
 * @param state what it is doing
 * @param chunks how many there will be
 * @param created how many the uploader had so far
 * @param stored how many of them a storage confirmed
 * @param announced how many of them were told of
 * @param attached how many of them are in their dataset
 * @param refused how many of them get no further
 * @param firstGps GPS second of the first chunk
 * @param reason why it failed; absent otherwise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ReplayView(
        UUID id,
        String run,
        String stream,
        Replay.State state,
        long chunks,
        long created,
        long stored,
        long announced,
        long attached,
        long refused,
        long firstGps,
        @Nullable String reason) {
    static ReplayView of(Replay replay, Progress progress) {
        return new ReplayView(
                replay.id(),
                replay.run(),
                replay.stream(),
                replay.state(),
                replay.plan().chunks(),
                progress.created(),
                progress.stored(),
                progress.announced(),
                progress.attached(),
                progress.refused(),
                replay.plan().firstGps(),
                replay.reason());
    }
}
