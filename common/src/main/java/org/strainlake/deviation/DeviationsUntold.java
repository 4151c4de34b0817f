package org.strainlake.deviation;

import java.io.Serial;

/** The book may not have some records yet. */
public final class DeviationsUntold extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** For that reason. */
    public DeviationsUntold(Throwable cause) {
        super("deviations could not be told: " + cause.getMessage(), cause);
    }
}
