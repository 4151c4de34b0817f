package org.strainlake.lake;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.strainlake.checksum.Adler32Checksum;

/**
 * The storages of a lake, addressed by URL. Thread-safe. One call is one attempt: retries belong to the
 * caller, who sees {@code Busy}.
 */
public interface Storage {
    /**
     * Puts a file under a name that must not hold other bytes, and asks the storage for size and digest
     * afterwards: {@code Stored} only if both agree. Never overwrites: what an earlier attempt left behind
     * is deleted first, if it is smaller than ours and its beginning; a whole other file is {@code Refused}.
     * What this attempt itself wrote wrongly is removed, and {@code Busy}.
     */
    StoreResult put(URI url, Content content, Adler32Checksum adler32);

    /**
     * What the storage says of the file; empty if it shows none.
     *
     * @throws IOException if the storage does not answer, or refuses
     */
    Optional<StoredFile> head(URI url) throws IOException;

    /**
     * Gets a file, or a range of it, into {@code sink}, which stays open.
     *
     * @param range part wanted, of which as much is got as the file has; the whole file if null
     * @throws IOException only if the sink fails; what the storage does is in the result
     */
    FetchResult get(URI url, @Nullable ByteRange range, OutputStream sink) throws IOException;

    /**
     * Removes a file; one that is not there is removed already.
     *
     * @throws IOException if the storage does not answer, or refuses
     */
    void delete(URI url) throws IOException;

    /**
     * Renames a file within one storage, never over another.
     *
     * @throws IOException if the storage does not answer, or refuses
     */
    void move(URI from, URI to) throws IOException;

    /**
     * Has the storage of {@code to} get a file from the storage of {@code from} by itself (third-party copy), and
     * asks for size and digest afterwards: {@code Stored} only if both are those of the source. Never overwrites,
     * as {@link #put}; the beginning of the file that a copy which failed has left is removed, and {@code Busy}. Where
     * the source shows no file, may not be read, or the storage does not copy, it is {@code Refused}.
     */
    StoreResult copy(URI from, URI to);

    /**
     * Whether the storage behind {@code url} honours {@code If-None-Match: *}. Probed once for each
     * storage by writing and deleting a small file beside {@code url}; false while unknown.
     */
    boolean honoursConditionalPut(URI url);
}
