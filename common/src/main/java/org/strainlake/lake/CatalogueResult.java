package org.strainlake.lake;

import java.time.Duration;

/** What became of one change to the catalogue. */
public sealed interface CatalogueResult {
    /** The catalogue holds what was asked for, perhaps since an attempt whose answer was lost. */
    record Done() implements CatalogueResult {}

    /**
     * Not now; try again, no sooner than {@code pause}.
     *
     * @param pause shortest wait before the next attempt
     * @param reason for the operator
     */
    record Busy(Duration pause, String reason) implements CatalogueResult {}

    /**
     * Never: no permission, no quota, another file under the name, a closed dataset.
     *
     * @param cause stable word, the catalogue's own exception class, such as {@code UnsupportedOperation}
     * @param reason for the operator
     */
    record Refused(String cause, String reason) implements CatalogueResult {}
}
