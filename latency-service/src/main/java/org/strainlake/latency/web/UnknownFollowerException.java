package org.strainlake.latency.web;

/** The run's book has no page for this follower. */
class UnknownFollowerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String run;
    private final String follower;

    UnknownFollowerException(String run, String follower) {
        super("run " + run + " has no follower " + follower);
        this.run = run;
        this.follower = follower;
    }

    String run() {
        return run;
    }

    String follower() {
        return follower;
    }
}
