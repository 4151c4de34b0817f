package org.strainlake.benchmark.stage;

import java.io.PrintStream;
import java.util.Locale;

/** Lines that say how far it is, with the seconds since the begin. */
public final class Progress {
    private final PrintStream out;
    private final long begun = System.nanoTime();

    /** Onto a stream. */
    public Progress(PrintStream out) {
        this.out = out;
    }

    /** Says something. */
    public void say(String what) {
        out.printf(Locale.ROOT, "%7.1f s  %s%n", (System.nanoTime() - begun) / 1e9, what);
    }
}
