package org.strainlake.latency.web;

/** As many callers read lines as may at once. */
class TooManyReadersException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooManyReadersException(int limit) {
        super(limit + " callers read lines already");
    }
}
