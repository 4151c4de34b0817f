package org.strainlake.uploader.upload;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a worker working until its thread is interrupted, whatever befalls a round of it. */
final class Workers {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private Workers() {}

    /** What a worker does until it is interrupted. */
    @FunctionalInterface
    interface Work {
        void run() throws InterruptedException, ExecutionException;
    }

    static void run(ExecutorService executor, String name, Work work) {
        executor.execute(() -> keep(name, work));
    }

    /** Does the work to its end, from the start again if it is thrown out of it. For work that knows from the journal where it is. */
    static void once(String name, Work work) {
        boolean done = false;
        while (!done && !Thread.currentThread().isInterrupted()) {
            done = round(name, work, false);
        }
    }

    private static void keep(String name, Work work) {
        boolean quiet = false;
        while (!Thread.currentThread().isInterrupted()) {
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
            if (!quiet) {
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
