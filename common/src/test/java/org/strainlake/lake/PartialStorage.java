package org.strainlake.lake;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.strainlake.checksum.Adler32Checksum;

/** Storages of which a test plays a part: whatever it does not play fails the test. */
public interface PartialStorage extends Storage {
    @Override
    default StoreResult put(URI url, Content content, Adler32Checksum adler32) {
        throw new UnsupportedOperationException();
    }

    @Override
    default Optional<StoredFile> head(URI url) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    default FetchResult get(URI url, @Nullable ByteRange range, OutputStream sink) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    default void delete(URI url) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    default void move(URI from, URI to) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    default StoreResult copy(URI from, URI to) {
        throw new UnsupportedOperationException();
    }

    @Override
    default boolean honoursConditionalPut(URI url) {
        throw new UnsupportedOperationException();
    }
}
