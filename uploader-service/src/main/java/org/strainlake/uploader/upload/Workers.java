package org.strainlake.uploader.upload;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a worker working until its thread is interrupted, whatever befalls a round of it. */
final class Workers {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Duration LONGEST_END = Duration.ofSeconds(5);

    private Workers() {}

    /** What a worker does until it is interrupted. */
    @FunctionalInterface
    interface Work {
        void run() throws InterruptedException, ExecutionException;
    }

    static void run(ExecutorService executor, String name, Work work) {
        executor.execute(() -> keep(executor, name, work));
    }

    /** Does the work to its end, from the start again if it is thrown out of it. For work that knows from the journal where it is. */
    static void once(String name, Work work) {
        boolean done = false;
        while (!done && !Thread.currentThread().isInterrupted()) {
            done = round(name, work, false);
        }
    }

    /** Interrupts the workers and waits until what they use may be closed. */
    static void end(ExecutorService executor) throws InterruptedException {
        executor.shutdownNow();
        if (!executor.awaitTermination(LONGEST_END.toSeconds(), TimeUnit.SECONDS)) {
            LOG.warn("Some workers do not end");
        }
    }

    private static void keep(ExecutorService executor, String name, Work work) {
        boolean quiet = false;
        while (!executor.isShutdown() && !Thread.currentThread().isInterrupted()) {
            quiet = !round(name, work, quiet);
        }
    }

    private static boolean round(String name, Work work, boolean quiet) {
        try {
            work.run();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | RuntimeException e) { // a database that is away, mostly: the worker must live on
            if (!quiet && !Thread.currentThread().isInterrupted()) {
                LOG.warn("{} begins again", name, e);
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return false;
        }
    }
}
