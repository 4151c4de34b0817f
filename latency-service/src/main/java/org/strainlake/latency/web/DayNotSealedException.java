package org.strainlake.latency.web;

import java.time.LocalDate;

/** A day has seconds, but they are not sealed yet. */
class DayNotSealedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String stream;
    private final LocalDate day;

    DayNotSealedException(String stream, LocalDate day) {
        super(
                day + " of stream " + stream
                        + " is not sealed: it is not over, a second of it is pending, or its last record came a short while ago");
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
