package org.strainlake.uploader.upload;

import java.io.Serial;

/** As many replays as are allowed have chunks to send still. */
public final class TooManyReplays extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    TooManyReplays(int allowed) {
        super(allowed + " replays are running already");
    }
}
