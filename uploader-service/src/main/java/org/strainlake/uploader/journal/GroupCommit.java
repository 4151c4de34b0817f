package org.strainlake.uploader.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.TransactionException;

/**
 * One thread that writes all changes, as many as are waiting in one transaction: under load a commit is
 * shared, when idle it comes at once. Nothing is given up while the database is away; whoever hands in a
 * change waits once too many are waiting.
 */
final class GroupCommit {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

    private final MarkStore store;
    private final int maxBatch;
    private final Duration retryPause;
    private final BlockingQueue<Waiting> queue;
    private final Thread thread;
    private volatile @Nullable String trouble;

    private record Waiting(Mark mark, CompletableFuture<Void> written) {}

    GroupCommit(MarkStore store, int maxBatch, int maxWaiting, Duration retryPause) {
        this.store = store;
        this.maxBatch = maxBatch;
        this.retryPause = retryPause;
        this.queue = new ArrayBlockingQueue<>(maxWaiting);
        this.thread = Thread.ofPlatform().name("journal").daemon().start(this::run);
    }

    /** Hands in a change; done once it is durable. */
    CompletableFuture<Void> submit(Mark mark) throws InterruptedException {
        var written = new CompletableFuture<Void>();
        queue.put(new Waiting(mark, written));
        return written;
    }

    /** Why nothing can be written at present; null if it can. */
    @Nullable
    String trouble() {
        return trouble;
    }

    private void run() {
        var batch = new ArrayList<Waiting>(maxBatch);
        try {
            while (true) {
                batch.add(queue.take());
                queue.drainTo(batch, maxBatch - 1);
                write(batch);
                batch.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the last word: what waits is done again at the next start
        }
    }

    private void write(List<Waiting> batch) throws InterruptedException {
        while (true) {
            try {
                store.write(batch.stream().map(Waiting::mark).toList());
                trouble = null;
                batch.forEach(waiting -> waiting.written().complete(null));
                return;
            } catch (DataIntegrityViolationException e) {
                if (batch.size() == 1) {
                    LOG.error("The journal cannot hold {}", batch.getFirst().mark(), e);
                    batch.getFirst().written().completeExceptionally(e);
                    return;
                }
                for (var single : batch) {
                    write(List.of(single));
                }
                return;
            } catch (DataAccessException | TransactionException e) {
                if (trouble == null) {
                    LOG.warn("The journal cannot be written, trying again every {}", retryPause, e);
                }
                trouble = String.valueOf(e.getMostSpecificCause().getMessage());
                Thread.sleep(retryPause);
            }
        }
    }

    /** Ends the thread; what waits is given up. */
    void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
