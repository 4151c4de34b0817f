package org.strainlake.uploader.chunking;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Adler32;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.checksum.Sha256Checksum;
import org.strainlake.chunkfile.ChunkName;

/** Sums files that somebody else wrote, in constant memory. */
public final class FoundFiles {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int HDF5_SIGNATURE_BYTES = 8;
    private static final byte[] HDF5_SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

    private FoundFiles() {}

    /**
     * The chunk that a file holds.
     *
     * @throws IOException if it cannot be read, is empty, or is named as HDF5 and is none
     */
    public static ChunkFile read(ChunkName name, Path file) throws IOException {
        var adler32 = new Adler32();
        var sha256 = Sha256Checksum.newDigest();
        long bytes = 0;
        try (var input = Files.newInputStream(file)) {
            var buffer = new byte[BUFFER_BYTES];
            int count = input.readNBytes(buffer, 0, HDF5_SIGNATURE_BYTES);
            if (count == 0) {
                throw new IOException("the file is empty");
            }
            if (!"gwf".equals(name.extension()) && !startsAsHdf5(buffer, count)) {
                throw new IOException("the file is no HDF5");
            }
            while (count > 0) {
                adler32.update(buffer, 0, count);
                sha256.update(buffer, 0, count);
                bytes += count;
                count = input.read(buffer);
            }
        }
        return new ChunkFile(
                name,
                Spool.content(file, bytes),
                Adler32Checksum.of(adler32),
                Sha256Checksum.of(sha256),
                null,
                null,
                file);
    }

    private static boolean startsAsHdf5(byte[] buffer, int count) {
        for (int i = 0; i < HDF5_SIGNATURE_BYTES; i++) {
            if (i >= count || buffer[i] != HDF5_SIGNATURE[i]) {
                return false;
            }
        }
        return true;
    }
}
