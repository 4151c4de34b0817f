package org.strainlake.rehearsal.report;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.strainlake.rehearsal.campaign.Progress;

/** A moving bar on a terminal; plain lines, not too many, where there is none. */
public final class TerminalProgress implements Progress {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final PrintStream out;
    private final boolean terminal;
    private final long begun = System.nanoTime();
    private @Nullable ProgressBar bar;
    private long lastLine;
    private long lastDelivered = -1;

    /**
     * Progress on {@code out}.
     *
     * @param terminal whether a person looks at it
     */
    public TerminalProgress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void step(String what) {
        endBar();
        out.printf(Locale.ROOT, "%7.1f s  %s%n", seconds(), what);
    }

    @Override
    public void delivered(long delivered, long chunks, String detail) {
        if (terminal) {
            showBar(delivered, chunks, detail);
        } else if (delivered != lastDelivered
                && (System.nanoTime() - lastLine > BETWEEN_LINES.toNanos() || delivered == chunks)) {
            lastLine = System.nanoTime();
            lastDelivered = delivered;
            out.printf(Locale.ROOT, "%7.1f s  delivered %d of %d, %s%n", seconds(), delivered, chunks, detail);
        }
    }

    @Override
    public void close() {
        endBar();
    }

    private void showBar(long delivered, long chunks, String detail) {
        var current = bar;
        if (current == null) {
            current = new ProgressBarBuilder()
                    .setTaskName("delivered")
                    .setInitialMax(chunks)
                    .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                    .setUpdateIntervalMillis(250)
                    .showSpeed()
                    .build();
            bar = current;
        }
        current.stepTo(delivered);
        current.setExtraMessage(" " + detail);
    }

    private void endBar() {
        var current = bar;
        if (current != null) {
            current.close();
            bar = null;
        }
    }

    private double seconds() {
        return (System.nanoTime() - begun) / 1e9;
    }
}
