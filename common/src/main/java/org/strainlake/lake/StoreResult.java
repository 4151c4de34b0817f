package org.strainlake.lake;

import java.time.Duration;
import org.strainlake.checksum.Adler32Checksum;

/** What became of one attempt to put a file on a storage, or to have it copied there. */
public sealed interface StoreResult {
    /**
     * The storage holds these bytes and says so itself, perhaps since an attempt whose answer was lost.
     *
     * @param adler32 the storage's own digest, equal to that of the bytes wanted
     */
    record Stored(Adler32Checksum adler32) implements StoreResult {}

    /**
     * Not now; try again, no sooner than {@code pause}.
     *
     * @param pause shortest wait before the next attempt
     * @param reason for the operator
     */
    record Busy(Duration pause, String reason) implements StoreResult {}

    /**
     * Never: the name holds other bytes, the storage is full, the token lacks the scope, there is nothing to copy.
     *
     * @param reason for the operator
     */
    record Refused(String reason) implements StoreResult {}
}
