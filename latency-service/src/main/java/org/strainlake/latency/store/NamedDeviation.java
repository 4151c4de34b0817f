package org.strainlake.latency.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.strainlake.journey.Deviation;
import org.strainlake.lake.DataIdentifier;

/**
 * Records of one deviation, place and file that belong together in time.
 *
 * @param deviation what it is
 * @param where the side at which it was seen
 * @param did file or dataset it happened to; null if it happened to none
 * @param ofRun whether the file is a chunk of the run
 * @param fromNanos when it began, in nanoseconds since 1970
 * @param untilNanos when it was over, in nanoseconds since 1970
 * @param seenBy services that saw it, in the order of their names
 * @param count how many records there are of it
 * @param detail what the first record says
 */
public record NamedDeviation(
        Deviation deviation,
        String where,
        @Nullable DataIdentifier did,
        boolean ofRun,
        long fromNanos,
        long untilNanos,
        List<String> seenBy,
        long count,
        String detail) {
    public NamedDeviation {
        seenBy = List.copyOf(seenBy);
    }
}
