package org.strainlake.lake;

import java.io.IOException;
import java.io.Serial;

/** The catalogue understood and will not: asking again does not help. */
public final class CatalogueRefusal extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String cause;

    /**
     * A refusal.
     *
     * @param cause the catalogue's own exception class, such as {@code RSENotFound}
     * @param reason for the operator
     */
    public CatalogueRefusal(String cause, String reason) {
        super(cause + ": " + reason);
        this.cause = cause;
    }

    /** The catalogue's own exception class. */
    public String refusal() {
        return cause;
    }
}
