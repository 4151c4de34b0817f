package org.strainlake.embargo;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Random;
import org.strainlake.lake.DataIdentifier;

/** What the tests seal, and files in memory. */
final class Sealed {
    static final DataIdentifier DATASET = DataIdentifier.parse("virgo:V-V1_HOFT-1400000000-3600");
    static final SealedName FILE = SealedName.parse("virgo:V-V1_HOFT-1400000001-1.h5.sealed");
    static final SealedName OTHER_FILE = SealedName.parse("virgo:V-V1_HOFT-1400000002-1.h5.sealed");

    private Sealed() {}

    static byte[] plain(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    static byte[] seal(DatasetKey key, SealedName file, byte[] plain) {
        var sealed = new ByteArrayOutputStream();
        try (var sealing = key.sealing(sealed, file)) {
            sealing.write(plain);
            sealing.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sealed.toByteArray();
    }

    static byte[] unseal(DatasetKey key, SealedName file, byte[] sealed) throws IOException {
        try (var plain = key.unsealing(new ByteArrayInputStream(sealed), file)) {
            return plain.readAllBytes();
        }
    }

    /** What comes out before the stream ends, well or not. */
    static byte[] whatEscapes(DatasetKey key, SealedName file, byte[] sealed) {
        var escaped = new ByteArrayOutputStream();
        try (var plain = key.unsealing(new ByteArrayInputStream(sealed), file)) {
            plain.transferTo(escaped);
        } catch (IOException e) {
            // what came before it counts
        }
        return escaped.toByteArray();
    }

    /** A file in memory that counts the bytes it gives, and gives few at a time. */
    static final class CountingChannel implements SeekableByteChannel {
        private static final int MOST_AT_A_TIME = 1000;

        private final byte[] bytes;
        private int position;
        private long given;
        private boolean open = true;

        CountingChannel(byte[] bytes) {
            this.bytes = bytes;
        }

        /** Bytes given since the last call. */
        long given() {
            long count = given;
            given = 0;
            return count;
        }

        @Override
        public int read(ByteBuffer into) {
            if (position >= bytes.length) {
                return -1;
            }
            int count = Math.min(Math.min(into.remaining(), MOST_AT_A_TIME), bytes.length - position);
            into.put(bytes, position, count);
            position += count;
            given += count;
            return count;
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public SeekableByteChannel position(long newPosition) {
            position = Math.toIntExact(newPosition);
            return this;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public int write(ByteBuffer from) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SeekableByteChannel truncate(long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }
}
