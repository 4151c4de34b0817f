package org.strainlake.latency.web;

/** The interval asked for ends before it begins. */
class EmptyIntervalException extends RuntimeException {
    private static final long serialVersionUID = 1;

    EmptyIntervalException(long start, long end) {
        super("gps-end " + end + " is not after gps-start " + start);
    }
}
