package org.strainlake.downloader.deliver;

import java.io.IOException;
import java.io.Serial;

/** A sink cannot take a chunk now; it may later. */
public final class SinkTrouble extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    SinkTrouble(String message, Throwable cause) {
        super(message, cause);
    }
}
