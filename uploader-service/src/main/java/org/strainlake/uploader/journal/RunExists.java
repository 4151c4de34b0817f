package org.strainlake.uploader.journal;

import java.io.Serial;

/** A run of that name was made before; names of runs are unique for ever. */
public final class RunExists extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String run;

    RunExists(String run) {
        super("A run " + run + " was made before");
        this.run = run;
    }

    /** The run. */
    public String run() {
        return run;
    }
}
