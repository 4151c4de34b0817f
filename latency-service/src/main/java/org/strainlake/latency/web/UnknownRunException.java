package org.strainlake.latency.web;

/** Nobody planned a run of this name. */
class UnknownRunException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String run;

    UnknownRunException(String run) {
        super("no run " + run);
        this.run = run;
    }

    String run() {
        return run;
    }
}
