package org.strainlake.audit;

import java.io.IOException;

/** The trail could not be read to its end, and part of it is with the caller already. */
final class BrokenOffException extends IOException {
    private static final long serialVersionUID = 1;

    BrokenOffException(Throwable cause) {
        super("the export of the audit trail broke off", cause);
    }
}
