package org.strainlake.downloader.follow;

import java.io.Serial;

/** A follow that cannot be given or taken back. */
public final class FollowRefused extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final Cause cause;

    FollowRefused(Cause cause, String message) {
        super(message);
        this.cause = cause;
    }

    /** What is wrong with it. */
    public Cause refusal() {
        return cause;
    }

    /** Why a follow is refused. */
    public enum Cause {
        /** There is one of that name. */
        NAME_TAKEN,
        /** Another follow delivers to that directory. */
        DIRECTORY_TAKEN,
        /** The directory is not below one of the roots. */
        OUTSIDE_ROOTS,
        /** It stands in the configuration and is removed there. */
        CONFIGURED
    }
}
