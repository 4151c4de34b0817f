package org.strainlake.notification.log;

import java.io.Serial;

/** The log cannot be written or read now; the same attempt may succeed later. */
public final class LogUnavailable extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public LogUnavailable(String message) {
        super(message);
    }

    LogUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
