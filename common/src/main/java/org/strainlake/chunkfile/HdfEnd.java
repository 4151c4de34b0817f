package org.strainlake.chunkfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;

/** Tells a truncated HDF5 file and a file of another kind before anything in it is trusted. */
final class HdfEnd {
    private static final long SIGNATURE = 0x894844460d0a1a0aL;
    private static final int HEAD_BYTES = 64;

    private HdfEnd() {}

    /**
     * Compares the length that the superblock names with the file's own.
     *
     * @throws UnreadableSource if it is no HDF5 file or shorter than it says
     * @see <a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html">HDF5 file format, II.A superblock</a>
     */
    static void check(Path file, SeekableByteChannel bytes) throws IOException {
        var head = ByteBuffer.allocate(HEAD_BYTES);
        while (head.hasRemaining() && bytes.read(head) >= 0) {
            // on until the head is full or the file ends
        }
        head.flip();
        if (head.remaining() == 0) {
            throw new UnreadableSource(file, "the file is empty");
        }
        if (head.remaining() < Long.BYTES || head.getLong(0) != SIGNATURE) {
            throw new UnreadableSource(file, "not an HDF5 file");
        }
        if (head.remaining() < HEAD_BYTES) {
            throw new UnreadableSource(file, "truncated after " + bytes.size() + " bytes");
        }
        head.order(ByteOrder.LITTLE_ENDIAN);
        int version = head.get(8);
        int bytesPerAddress = version < 2 ? head.get(13) : head.get(9);
        if (bytesPerAddress != Long.BYTES) {
            return; // never written by the libraries in use; whatever it hides shows when it is read
        }
        // Version 0 has 24 bytes before the addresses, version 1 has 28, later ones 12; the end comes third.
        int addresses = switch (version) {
            case 0 -> 24;
            case 1 -> 28;
            default -> 12;
        };
        long base = head.getLong(addresses);
        long end = head.getLong(addresses + 2 * Long.BYTES);
        if (bytes.size() < base + end) {
            throw new UnreadableSource(
                    file, "truncated: " + bytes.size() + " bytes of the " + (base + end) + " it should have");
        }
    }
}
