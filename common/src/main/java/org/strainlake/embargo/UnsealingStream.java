package org.strainlake.embargo;

import com.google.crypto.tink.StreamingAead;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Gives what is in a sealed file, segment by verified segment. Once it has failed it fails for ever. */
final class UnsealingStream extends InputStream {
    /** Until the first segment is verified Tink keeps all that was read. */
    private static final int LONGEST_FIRST_READ = 4096;

    private final Source source;
    private final InputStream plain;
    private final SealedName file;
    private boolean begun;
    private @Nullable IOException failure;

    UnsealingStream(StreamingAead aead, InputStream sealed, SealedName file) throws IOException {
        this.source = new Source(sealed);
        this.file = file;
        try {
            plain = aead.newDecryptingStream(source, file.associatedData());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key of " + file + " cannot unseal", e);
        }
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (failure != null) {
            throw failure;
        }
        if (length == 0) {
            return 0;
        }
        try {
            int count = plain.read(into, offset, begun ? length : Math.min(length, LONGEST_FIRST_READ));
            begun = true;
            return count;
        } catch (IOException e) {
            failure = Objects.requireNonNullElseGet(source.failure, () -> new NotGenuine(file, e));
            throw failure;
        }
    }

    @Override
    public void close() throws IOException {
        source.close();
    }

    /** Remembers its failure, which Tink does not tell from bytes that are not genuine. */
    private static final class Source extends FilterInputStream {
        private @Nullable IOException failure;

        Source(InputStream sealed) {
            super(sealed);
        }

        @Override
        public int read() throws IOException {
            try {
                return in.read();
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                return in.read(into, offset, length);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        /** Tink would go back on it without an end. */
        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
