package org.strainlake.uploader.web;

import java.io.Serial;

/** What is released stays so. */
final class EmbargoReleased extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    EmbargoReleased(String id) {
        super("The embargo " + id + " is released, which cannot be called back");
    }
}
