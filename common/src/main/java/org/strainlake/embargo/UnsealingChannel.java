package org.strainlake.embargo;

import com.google.crypto.tink.StreamingAead;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/** Gives parts of what is in a sealed file; reads the header and the segments that are asked for. */
final class UnsealingChannel implements SeekableByteChannel {
    private final StreamingAead aead;
    private final Source source;
    private final SeekableByteChannel plain;
    private final SealedName file;

    /** Says the size of the sealed file; true only when its last segment is verified. */
    private final long plainBytes;

    private boolean endVerified;
    private long position;

    UnsealingChannel(StreamingAead aead, SeekableByteChannel sealed, SealedName file) throws IOException {
        this.aead = aead;
        this.source = new Source(sealed);
        this.file = file;
        plainBytes = SealedLayout.plainSize(sealed.size())
                .orElseThrow(() -> new NotGenuine(file, "no sealed file has its size"));
        try {
            source.position(0);
            plain = aead.newSeekableDecryptingChannel(source, file.associatedData());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key of " + file + " cannot unseal", e);
        }
    }

    /** Gives at least one byte, or -1 at the end, which is verified as the bytes are. */
    @Override
    public int read(ByteBuffer into) throws IOException {
        if (!into.hasRemaining()) {
            return 0;
        }
        if (position >= plainBytes) {
            verifyEnd();
            return -1;
        }
        int count = read(into, position);
        position += count;
        return count;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) {
        if (newPosition < 0) {
            throw new IllegalArgumentException("not a position: " + newPosition);
        }
        position = newPosition;
        return this;
    }

    /**
     * Size of what is in the file. The last segment is read to verify it.
     *
     * @throws NotGenuine if the file is cut
     */
    @Override
    public long size() throws IOException {
        verifyEnd();
        return plainBytes;
    }

    @Override
    public int write(ByteBuffer from) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return source.isOpen();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }

    /** Only the last segment says that it is the last. */
    private void verifyEnd() throws IOException {
        if (endVerified) {
            return;
        }
        if (plainBytes > 0) {
            read(ByteBuffer.allocate(1), plainBytes - 1);
        } else {
            source.position(0);
            new UnsealingStream(aead, Channels.newInputStream(source), file)
                    .transferTo(OutputStream.nullOutputStream());
        }
        endVerified = true;
    }

    private int read(ByteBuffer into, long from) throws IOException {
        source.failure = null;
        try {
            plain.position(from);
            int count = plain.read(into);
            if (count <= 0) {
                throw new NotGenuine(file, "it ends before its size");
            }
            return count;
        } catch (NotGenuine e) {
            throw e;
        } catch (IOException e) {
            throw source.failure == null ? new NotGenuine(file, e) : source.failure;
        }
    }

    /** Fills every buffer to the end of the file, and remembers its failure, which Tink does not tell apart. */
    private static final class Source implements SeekableByteChannel {
        private final SeekableByteChannel sealed;
        private @Nullable IOException failure;

        Source(SeekableByteChannel sealed) {
            this.sealed = sealed;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            int before = into.position();
            try {
                while (into.hasRemaining() && sealed.read(into) >= 0) {
                    // until it is full or the file ends
                }
            } catch (IOException e) {
                failure = e;
                throw e;
            }
            int count = into.position() - before;
            return count == 0 && into.hasRemaining() ? -1 : count;
        }

        @Override
        public long position() throws IOException {
            return sealed.position();
        }

        @Override
        public SeekableByteChannel position(long newPosition) throws IOException {
            try {
                sealed.position(newPosition);
                return this;
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public long size() throws IOException {
            return sealed.size();
        }

        @Override
        public int write(ByteBuffer from) {
            throw new NonWritableChannelException();
        }

        @Override
        public SeekableByteChannel truncate(long size) {
            throw new NonWritableChannelException();
        }

        @Override
        public boolean isOpen() {
            return sealed.isOpen();
        }

        @Override
        public void close() throws IOException {
            sealed.close();
        }
    }
}
