package org.strainlake.downloader.verify;

import org.jspecify.annotations.Nullable;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.checksum.Sha256Checksum;
import org.strainlake.checksum.Sums;

/**
 * What a file must be, as its event or the catalogue says.
 *
 * @param bytes size, not negative
 * @param adler32 its adler32
 * @param sha256 its SHA-256; null where nobody knows it
 */
public record Expectation(
        long bytes, Adler32Checksum adler32, @Nullable Sha256Checksum sha256) {
    public Expectation {
        if (bytes < 0) {
            throw new IllegalArgumentException("a file of " + bytes + " bytes");
        }
    }

    /** Compares everything that is known. */
    public Verdict judge(Sums sums) {
        if (sums.bytes() != bytes) {
            return new Verdict.Differs(sums.bytes() + " bytes instead of " + bytes);
        }
        if (!sums.adler32().equals(adler32)) {
            return new Verdict.Differs("adler32 " + sums.adler32() + " instead of " + adler32);
        }
        if (sha256 != null && !sums.sha256().equals(sha256)) {
            return new Verdict.Differs("SHA-256 " + sums.sha256() + " instead of " + sha256);
        }
        return new Verdict.Intact(sums);
    }
}
