package org.strainlake.uploader.web;

import java.io.Serial;

/** There is no such embargo that the caller may know of. */
final class UnknownEmbargo extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    UnknownEmbargo(String id) {
        super("There is no embargo " + id);
    }
}
