package org.strainlake.uploader.web;

import java.io.Serial;

/** There is no stream of that id that the caller may know of. */
final class UnknownStream extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String stream;
    private final boolean addressed;

    /**
     * A refusal.
     *
     * @param addressed whether the stream was asked for itself, not named in a body
     */
    UnknownStream(String stream, boolean addressed) {
        super("There is no stream " + stream);
        this.stream = stream;
        this.addressed = addressed;
    }

    String stream() {
        return stream;
    }

    boolean isAddressed() {
        return addressed;
    }
}
