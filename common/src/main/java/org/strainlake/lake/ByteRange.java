package org.strainlake.lake;

/**
 * A run of bytes within a file.
 *
 * @param offset first byte, not negative
 * @param length how many, positive
 */
public record ByteRange(long offset, long length) {
    public ByteRange {
        if (offset < 0 || length <= 0) {
            throw new IllegalArgumentException("not a byte range: " + length + " bytes from " + offset);
        }
    }
}
