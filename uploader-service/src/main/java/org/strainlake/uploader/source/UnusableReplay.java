package org.strainlake.uploader.source;

import java.io.Serial;

/** A replay that cannot be: the source or the wish is at fault, and asking again does not help. */
public final class UnusableReplay extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String member;

    /**
     * A refusal.
     *
     * @param member which part of the wish is at fault, such as {@code source}
     * @param reason for the caller, naming the thing
     */
    public UnusableReplay(String member, String reason) {
        super(reason);
        this.member = member;
    }

    /** Which part of the wish is at fault. */
    public String member() {
        return member;
    }
}
