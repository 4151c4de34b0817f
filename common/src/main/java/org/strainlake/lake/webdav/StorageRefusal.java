package org.strainlake.lake.webdav;

import java.io.IOException;
import java.io.Serial;

/** The storage understood and will not. */
final class StorageRefusal extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int status;

    StorageRefusal(int status, String reason) {
        super(reason);
        this.status = status;
    }

    /** The status that it refused with. */
    int status() {
        return status;
    }
}
