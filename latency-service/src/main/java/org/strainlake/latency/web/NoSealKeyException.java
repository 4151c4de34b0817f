package org.strainlake.latency.web;

/** This service has no key that signs days. */
class NoSealKeyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoSealKeyException() {
        super("this service seals no days: it has no key");
    }
}
