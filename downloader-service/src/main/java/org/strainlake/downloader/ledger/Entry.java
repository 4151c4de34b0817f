package org.strainlake.downloader.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.strainlake.checksum.Sums;

/**
 * A change of the ledger.
 *
 * @param wanted the chunk
 * @param was its state until now; null if the ledger does not have it
 * @param now what became of it
 */
public record Entry(Wanted wanted, @Nullable ChunkState was, Outcome now) {

    /** What became of a chunk. */
    public sealed interface Outcome {
        /** The state it is in now. */
        ChunkState state();
    }

    /**
     * It lies in every sink.
     *
     * @param fetched when its last byte was here
     * @param verified when it was found right
     * @param delivered when readers could have it
     * @param sums what the lake has; null for what is known of it already, where an earlier run had fetched it
     * @param plain what readers got, if it was sealed; null if that is the same
     */
    public record Delivered(
            Instant fetched,
            Instant verified,
            Instant delivered,
            @Nullable Sums sums,
            @Nullable Sums plain) implements Outcome {
        @Override
        public ChunkState state() {
            return ChunkState.DELIVERED;
        }
    }

    /**
     * It is tried again.
     *
     * @param reason why it is not delivered yet
     */
    public record Pending(String reason) implements Outcome {
        @Override
        public ChunkState state() {
            return ChunkState.PENDING;
        }
    }

    /**
     * It is tried no longer.
     *
     * @param state one of {@code CORRUPTED}, {@code WITHHELD}, {@code LOST}
     * @param reason for the operator
     * @param at when it was given up
     */
    public record GivenUp(ChunkState state, String reason, Instant at) implements Outcome {}
}
