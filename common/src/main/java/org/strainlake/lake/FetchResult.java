package org.strainlake.lake;

import java.time.Duration;
import org.strainlake.checksum.Adler32Checksum;

/** What became of one attempt to get a file from a storage. */
public sealed interface FetchResult {
    /**
     * Every byte went to the sink; whether they are the right ones the caller compares.
     *
     * @param bytes how many
     * @param adler32 sum over what was received; what a storage says of it is not asked: XRootD's may be another file's
     */
    record Fetched(long bytes, Adler32Checksum adler32) implements FetchResult {}

    /** The storage does not show the file, or no byte of the range: not there yet, or no longer. */
    record NotVisible() implements FetchResult {}

    /**
     * Not now; try again, no sooner than {@code pause}. The sink may have seen part of the bytes.
     *
     * @param pause shortest wait before the next attempt
     * @param reason for the operator
     */
    record Busy(Duration pause, String reason) implements FetchResult {}

    /**
     * The storage refuses this reader.
     *
     * @param reason for the operator
     */
    record Refused(String reason) implements FetchResult {}
}
