package org.strainlake.emulator.issuer;

import java.util.concurrent.atomic.AtomicBoolean;

/** One login or exchange and all that came of it. When one of its secrets is used twice, it ends. Thread-safe. */
final class Login {
    private final AtomicBoolean ended = new AtomicBoolean();

    void end() {
        ended.set(true);
    }

    boolean isOver() {
        return ended.get();
    }
}
