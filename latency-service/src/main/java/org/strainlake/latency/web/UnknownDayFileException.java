package org.strainlake.latency.web;

/** A sealed day has no file of this name. */
class UnknownDayFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String file;

    UnknownDayFileException(String file) {
        super("no file " + file + " in this day");
        this.file = file;
    }

    String file() {
        return file;
    }
}
