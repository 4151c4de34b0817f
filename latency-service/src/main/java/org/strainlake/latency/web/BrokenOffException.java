package org.strainlake.latency.web;

import java.io.IOException;

/** Lines could not be read to their end, and part of them is with the caller already. */
class BrokenOffException extends IOException {
    private static final long serialVersionUID = 1;

    BrokenOffException(String run, Throwable cause) {
        super("the lines of " + run + " broke off", cause);
    }
}
