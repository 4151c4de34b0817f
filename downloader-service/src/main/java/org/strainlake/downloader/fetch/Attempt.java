package org.strainlake.downloader.fetch;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.strainlake.downloader.ledger.Entry;

/** What became of one attempt to deliver a chunk. */
sealed interface Attempt {
    /** It lies in every sink. */
    record Delivered(Entry.Delivered delivered) implements Attempt {}

    /** No storage shows it. */
    record NotVisible() implements Attempt {}

    /** A storage, or the catalogue, cannot serve now. */
    record Busy(Duration pause, String reason) implements Attempt {}

    /** The storage refuses this reader. */
    record Refused(String reason) implements Attempt {}

    /** What came is not what was announced. */
    record Differs(Set<URI> where, String reason) implements Attempt {}

    /** A sink cannot take it now. */
    record Stuck(String reason) implements Attempt {}

    /** Nobody wants it any more. */
    record Unwanted() implements Attempt {}
}
