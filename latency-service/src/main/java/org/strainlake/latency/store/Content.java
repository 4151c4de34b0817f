package org.strainlake.latency.store;

import org.jspecify.annotations.Nullable;
import org.strainlake.checksum.Sha256Checksum;

/**
 * What is known of a chunk's file.
 *
 * @param bytes size as the lake has it; null if nobody told
 * @param sha256 sum as the lake has it; null if nobody told
 * @param plainSha256 sum of what is sealed in it; null if it is not sealed, or nobody told
 */
public record Content(
        @Nullable Long bytes,
        @Nullable Sha256Checksum sha256,
        @Nullable Sha256Checksum plainSha256) {
    /** Nobody told anything. */
    public static final Content UNKNOWN = new Content(null, null, null);
}
