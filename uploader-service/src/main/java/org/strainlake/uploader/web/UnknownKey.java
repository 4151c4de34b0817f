package org.strainlake.uploader.web;

import java.io.Serial;

/** The dataset has no key. */
final class UnknownKey extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    UnknownKey(String dataset) {
        super("The dataset " + dataset + " has no key");
    }
}
