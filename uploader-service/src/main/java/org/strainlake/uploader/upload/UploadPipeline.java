package org.strainlake.uploader.upload;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import org.strainlake.deviation.Subject;
import org.strainlake.lake.Content;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.Storage;
import org.strainlake.lake.StoreResult;
import org.strainlake.uploader.journal.ChunkEntry;
import org.strainlake.uploader.journal.ChunkJournal;

/**
 * Carries chunks to the storage, a bounded number at a time and each name by one carrier. The row that
 * says "created" is committed while the chunk is on its way; once both are done it is announced, and
 * nothing else stands in between. Thread-safe.
 */
@Component
class UploadPipeline implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(UploadPipeline.class);
    private static final long SECONDS_TO_STOP = 5;

    private final Storage storage;
    private final ChunkJournal journal;
    private final Telling telling;
    private final AttachSignals attach;
    private final Sealer sealer;
    private final UploadProperties properties;
    private final Troubles troubles;
    private final InstantSource clock;
    private final Semaphore slots;
    private final Set<DataIdentifier> carried = ConcurrentHashMap.newKeySet();
    private final ExecutorService carriers = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("carrier-", 0).factory());

    UploadPipeline(
            Storage storage,
            ChunkJournal journal,
            Telling telling,
            AttachSignals attach,
            Sealer sealer,
            UploadProperties properties,
            Troubles troubles,
            InstantSource clock) {
        this.storage = storage;
        this.journal = journal;
        this.telling = telling;
        this.attach = attach;
        this.sealer = sealer;
        this.properties = properties;
        this.troubles = troubles;
        this.clock = clock;
        this.slots = new Semaphore(properties.maxInFlight(), true);
    }

    /** Waits until one more chunk may be on its way; {@link #carry} gives the slot back, or {@link #giveUpSlot()}. */
    void awaitSlot() throws InterruptedException {
        slots.acquire();
    }

    /** Gives back a slot that is not needed. */
    void giveUpSlot() {
        slots.release();
    }

    /** Whether the chunk is on its way, or being told of. */
    boolean isCarrying(DataIdentifier did) {
        return carried.contains(did) || telling.isTelling(did);
    }

    /**
     * Journals a new chunk and sends it on its way. A slot must have been waited for.
     *
     * @return done once the chunk is journalled
     */
    CompletableFuture<Void> carry(ChunkEntry chunk, Content content) throws InterruptedException {
        carried.add(chunk.did());
        CompletableFuture<Void> journalled;
        try {
            journalled = journal.created(chunk);
        } catch (InterruptedException e) {
            abandon(chunk);
            throw e;
        }
        start(chunk, content, journalled);
        return journalled;
    }

    /** Sends a chunk on its way that was journalled before. A slot must have been waited for. */
    void carryAgain(ChunkEntry chunk, Content content) {
        carried.add(chunk.did());
        start(chunk, content, CompletableFuture.completedFuture(null));
    }

    /** Gives up a journalled chunk that nobody can make again. */
    void refuse(ChunkEntry chunk, String reason) throws InterruptedException, ExecutionException {
        journal.refused(chunk.did(), reason).get();
        attach.raise(chunk.stream());
        sealer.done(chunk);
        telling.storedNow(chunk.refusedFor(reason));
    }

    private void abandon(ChunkEntry chunk) {
        carried.remove(chunk.did());
        slots.release();
    }

    private void start(ChunkEntry chunk, Content content, CompletableFuture<Void> journalled) {
        carriers.execute(() -> {
            try {
                StoreResult result;
                Instant at;
                try {
                    result = store(chunk, content);
                    at = clock.instant();
                } finally {
                    slots.release();
                }
                journalled.get();
                book(chunk, result, at);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the journal knows how far it came
            } catch (ExecutionException e) {
                troubles.begin("journal", String.valueOf(e.getCause()));
            } finally {
                carried.remove(chunk.did());
            }
        });
    }

    private void book(ChunkEntry chunk, StoreResult result, Instant at) throws InterruptedException {
        switch (result) {
            case StoreResult.Stored stored -> {
                var marked = journal.stored(chunk.did(), at);
                var _ = marked.thenRun(() -> {
                    attach.raise(chunk.stream());
                    sealer.done(chunk);
                });
                telling.storedNow(chunk.storedAt(at));
            }
            case StoreResult.Refused(var reason) -> {
                LOG.warn("The storage refuses {}: {}", chunk.did(), reason);
                var marked = journal.refused(chunk.did(), reason);
                telling.storedNow(chunk.refusedFor(reason));
                var _ = marked.thenRun(() -> {
                    attach.raise(chunk.stream());
                    sealer.done(chunk);
                });
            }
            case StoreResult.Busy busy -> throw new IllegalStateException("never given up: " + busy);
        }
    }

    private StoreResult store(ChunkEntry chunk, Content content) throws InterruptedException {
        var backoff = new Backoff(properties);
        var what = "storage of " + chunk.rse();
        while (true) {
            var result = Subject.at(chunk.did(), () -> storage.put(chunk.url(), content, chunk.adler32()));
            if (result instanceof StoreResult.Busy(Duration pause, String reason)) {
                troubles.begin(what, reason);
                Thread.sleep(backoff.next(pause));
            } else {
                troubles.end(what);
                return result;
            }
        }
    }

    @Override
    public void destroy() throws InterruptedException {
        carriers.shutdown();
        if (!carriers.awaitTermination(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
            carriers.shutdownNow();
        }
    }
}
