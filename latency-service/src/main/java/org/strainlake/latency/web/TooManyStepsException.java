package org.strainlake.latency.web;

/** More steps were asked for than one answer has. */
class TooManyStepsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long most;

    TooManyStepsException(long steps, int legs, long most) {
        super(steps + " steps of " + legs + " legs: at most " + most + " steps are told at once");
        this.most = most;
    }

    long most() {
        return most;
    }
}
