package org.strainlake.uploader.web;

import java.io.Serial;

/** There is no run of that name that the caller may know of. */
final class UnknownRun extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    UnknownRun(String run) {
        super("There is no run " + run);
    }
}
