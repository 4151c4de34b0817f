package org.strainlake.notification.web;

import java.io.Serial;

/** A request's parameter is unknown or malformed. */
final class InvalidParameter extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String parameter;

    InvalidParameter(String parameter, String reason) {
        super(reason);
        this.parameter = parameter;
    }

    String parameter() {
        return parameter;
    }
}
