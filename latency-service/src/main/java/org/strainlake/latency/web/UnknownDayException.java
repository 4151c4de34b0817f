package org.strainlake.latency.web;

import java.time.LocalDate;

/** A stream has no seconds in a day. */
class UnknownDayException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String stream;
    private final LocalDate day;

    UnknownDayException(String stream, LocalDate day) {
        super("stream " + stream + " has no seconds on " + day);
        this.stream = stream;
        this.day = day;
    }

    String stream() {
        return stream;
    }

    LocalDate day() {
        return day;
    }
}
