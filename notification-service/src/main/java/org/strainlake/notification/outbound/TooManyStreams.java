package org.strainlake.notification.outbound;

import java.io.Serial;

/** As many streams are open as may be, or the service is about to stop. */
public final class TooManyStreams extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    TooManyStreams(String message) {
        super(message);
    }
}
