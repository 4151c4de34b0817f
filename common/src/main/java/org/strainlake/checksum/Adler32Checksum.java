package org.strainlake.checksum;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.Adler32;

/**
 * The adler32 of a file, as Rucio and the storages write it.
 *
 * @param hex 8 hex digits, lower case
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1950#section-2.2">RFC 1950 §2.2, ADLER32</a>
 */
public record Adler32Checksum(@JsonValue String hex) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{8}");
    private static final int BUFFER_BYTES = 64 * 1024;

    public Adler32Checksum {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("not an adler32 of 8 hex digits: " + hex);
        }
    }

    /**
     * Reads what a foreign server sends: upper case and missing leading zeros are mended.
     *
     * @throws IllegalArgumentException if it is not hexadecimal or longer than 8 digits
     */
    @JsonCreator
    public static Adler32Checksum parse(String text) {
        return new Adler32Checksum("0".repeat(Math.max(0, 8 - text.length())) + text.toLowerCase(Locale.ROOT));
    }

    /** The sum of all remaining bytes; the buffer's position stays. */
    public static Adler32Checksum of(ByteBuffer bytes) {
        var sum = new Adler32();
        sum.update(bytes.duplicate());
        return of(sum);
    }

    /** The sum of all bytes. */
    public static Adler32Checksum of(byte[] bytes) {
        return of(ByteBuffer.wrap(bytes));
    }

    /**
     * Sums {@code bytes} to their end in constant memory; leaves the stream open.
     *
     * @throws IOException if reading fails; a sum over part of the bytes never escapes
     */
    public static Adler32Checksum of(InputStream bytes) throws IOException {
        var sum = new Adler32();
        var buffer = new byte[BUFFER_BYTES];
        for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
            sum.update(buffer, 0, count);
        }
        return of(sum);
    }

    /** What a running sum has come to. */
    public static Adler32Checksum of(Adler32 sum) {
        return new Adler32Checksum(HexFormat.of().toHexDigits((int) sum.getValue()));
    }

    @Override
    public String toString() {
        return hex;
    }
}
