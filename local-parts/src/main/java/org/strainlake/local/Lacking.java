package org.strainlake.local;

import java.io.Serial;

/** This machine lacks something that is needed; the message names it. */
public final class Lacking extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    /** What is lacking, and what to do about it. */
    public Lacking(String message) {
        super(message);
    }

    /** What is lacking, and what to do about it. */
    public Lacking(String message, Throwable cause) {
        super(message, cause);
    }
}
