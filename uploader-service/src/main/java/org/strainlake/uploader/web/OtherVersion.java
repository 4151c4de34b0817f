package org.strainlake.uploader.web;

import java.io.Serial;

/** It is not the version that the caller knows. */
final class OtherVersion extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final long version;

    OtherVersion(long version) {
        super(version == 0 ? "There is no such embargo yet" : "Version " + version + " holds");
        this.version = version;
    }

    long version() {
        return version;
    }
}
