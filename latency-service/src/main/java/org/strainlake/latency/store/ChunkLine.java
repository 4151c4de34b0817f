package org.strainlake.latency.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one chunk on its way to one follower.
 *
 * @param gpsStart GPS second at which it starts
 * @param did its name; null if no record of the chunk came
 * @param stamps stages it reached
 * @param refused that its source gave it up; null if not
 * @param givenUp that the follower gave it up; null if not
 * @param copies further copies, in the order of their arrival
 * @param content what is known of the file
 */
public record ChunkLine(
        long gpsStart,
        @Nullable String did,
        Stamps stamps,
        @Nullable Ending refused,
        @Nullable Ending givenUp,
        List<Copy> copies,
        Content content) {
    public ChunkLine {
        copies = List.copyOf(copies);
    }

    /** A planned second of which nobody has said a word. */
    public static ChunkLine absent(long gpsStart) {
        return new ChunkLine(gpsStart, null, new Stamps(), null, null, List.of(), Content.UNKNOWN);
    }
}
