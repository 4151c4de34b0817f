package org.strainlake.checksum;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The SHA-256 of a file.
 *
 * @param hex 64 hex digits, lower case
 */
public record Sha256Checksum(@JsonValue String hex) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    @JsonCreator
    public Sha256Checksum {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("not a SHA-256 of 64 hex digits: " + hex);
        }
    }

    /** The sum of all remaining bytes; the buffer's position stays. */
    public static Sha256Checksum of(ByteBuffer bytes) {
        var digest = newDigest();
        digest.update(bytes.duplicate());
        return of(digest);
    }

    /** The sum of all bytes. */
    public static Sha256Checksum of(byte[] bytes) {
        return of(ByteBuffer.wrap(bytes));
    }

    /** Ends a running digest made by {@link #newDigest()}. */
    public static Sha256Checksum of(MessageDigest digest) {
        return new Sha256Checksum(HexFormat.of().formatHex(digest.digest()));
    }

    /** A fresh SHA-256. */
    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return hex;
    }
}
