package org.strainlake.downloader.verify;

import org.strainlake.checksum.Sums;

/** Whether a file is what it must be. */
public sealed interface Verdict {
    /**
     * It is.
     *
     * @param sums what was found
     */
    record Intact(Sums sums) implements Verdict {}

    /**
     * It is not.
     *
     * @param reason what differs, for the operator
     */
    record Differs(String reason) implements Verdict {}
}
