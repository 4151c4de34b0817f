package org.strainlake.notification.log;

import java.io.Serial;

/** A place in a log is no longer kept, or never was. */
public final class AgedOut extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    AgedOut(Throwable cause) {
        super(cause);
    }
}
