package org.strainlake.checksum;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Size and checksums of the same bytes.
 *
 * @param bytes how many they are
 * @param adler32 their adler32
 * @param sha256 their SHA-256
 */
public record Sums(long bytes, Adler32Checksum adler32, Sha256Checksum sha256) {
    private static final int BUFFER_BYTES = 64 * 1024;

    /**
     * Sums the stream to its end in constant memory; leaves it open.
     *
     * @throws IOException if reading fails
     */
    public static Sums of(InputStream bytes) throws IOException {
        try (var summing = new SummingStream(OutputStream.nullOutputStream())) {
            var buffer = new byte[BUFFER_BYTES];
            for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
                summing.write(buffer, 0, count);
            }
            return summing.sums();
        }
    }
}
