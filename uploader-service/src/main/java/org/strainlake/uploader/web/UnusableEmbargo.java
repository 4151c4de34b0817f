package org.strainlake.uploader.web;

import java.io.Serial;

/** An embargo that cannot be. */
final class UnusableEmbargo extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String member;

    UnusableEmbargo(String member, String reason) {
        super(reason);
        this.member = member;
    }

    String member() {
        return member;
    }
}
