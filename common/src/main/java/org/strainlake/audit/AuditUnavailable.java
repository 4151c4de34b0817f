package org.strainlake.audit;

import org.jspecify.annotations.Nullable;

/** An entry could not be made durable: what it is about must not be done now. */
public final class AuditUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    AuditUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
