package org.strainlake.lake;

import org.strainlake.checksum.Adler32Checksum;

/**
 * A file as the catalogue books it.
 *
 * @param did its identifier
 * @param bytes size, not negative
 * @param adler32 checksum of its bytes
 */
public record FileEntry(DataIdentifier did, long bytes, Adler32Checksum adler32) {
    public FileEntry {
        if (bytes < 0) {
            throw new IllegalArgumentException("a file of " + bytes + " bytes: " + did);
        }
    }
}
