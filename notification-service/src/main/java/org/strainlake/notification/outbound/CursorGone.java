package org.strainlake.notification.outbound;

import java.io.Serial;

/** The log no longer keeps what follows the cursor, or the cursor is one of another log. */
public final class CursorGone extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient FeedCursor oldest;

    CursorGone(FeedCursor oldest) {
        super("the feed no longer has what follows this cursor");
        this.oldest = oldest;
    }

    /** From where on everything is kept that the reader may hear. */
    public FeedCursor oldest() {
        return oldest;
    }
}
