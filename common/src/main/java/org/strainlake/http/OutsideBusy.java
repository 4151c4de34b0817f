package org.strainlake.http;

import java.io.IOException;
import java.io.Serial;
import java.time.Duration;

/** The other side cannot now and names, or is granted, a pause. */
public final class OutsideBusy extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    /** What to wait after a failure that names no pause. */
    private static final Duration SHORT = Duration.ofMillis(200);

    private final Duration pause;

    /**
     * A failure that passes.
     *
     * @param pause shortest wait before the next attempt
     * @param reason for the operator; holds no secret and no address of a redirect
     */
    public OutsideBusy(Duration pause, String reason) {
        super(reason);
        this.pause = pause;
    }

    /** Shortest wait before the next attempt. */
    public Duration pause() {
        return pause;
    }

    /** Shortest wait after any failure to talk to the other side. */
    public static Duration pauseAfter(IOException failure) {
        return failure instanceof OutsideBusy busy ? busy.pause() : SHORT;
    }

    /** Shortest wait where nobody names one. */
    public static Duration shortPause() {
        return SHORT;
    }

    /** A failure in words, also where the JDK gives none. */
    public static String reasonOf(IOException failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
