package org.strainlake.uploader.web;

import java.io.Serial;

/** There is no replay of that id that the caller may know of. */
final class UnknownReplay extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    UnknownReplay(String id) {
        super("There is no replay " + id);
    }
}
