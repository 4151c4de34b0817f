package org.strainlake.uploader.web;

import java.io.Serial;

/** A change without the version that it changes. */
final class VersionNeeded extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    VersionNeeded() {
        super("Say which version is changed by If-Match, or that there is none by If-None-Match: *");
    }
}
