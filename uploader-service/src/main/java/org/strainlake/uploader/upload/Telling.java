package org.strainlake.uploader.upload;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.uploader.announce.Announcer;
import org.strainlake.uploader.announce.Messages;
import org.strainlake.uploader.journal.ChunkEntry;
import org.strainlake.uploader.journal.ChunkJournal;
import org.strainlake.uploader.stream.Streams;

/**
 * Tells of stored, refused and attached chunks. The chunk just stored is told of at once, by the thread
 * that stored it; whatever could not be told then, or not before the process died, is told from the
 * journal under the same id, without end. Thread-safe.
 */
@Component
class Telling implements SmartLifecycle, DisposableBean {
    private static final int ROWS = 500;
    private static final Duration RECHECK = Duration.ofSeconds(10);

    private final Announcer announcer;
    private final Messages messages;
    private final ChunkJournal journal;
    private final Streams streams;
    private final Traces traces;
    private final FinishSignal finish;
    private final UploadProperties properties;
    private final InstantSource clock;
    private final Semaphore unacknowledged;
    private final TellingClaims claims = new TellingClaims();
    private final Signal storedWaiting = new Signal();
    private final Signal attachedWaiting = new Signal();
    private final ExecutorService tellers = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("teller-", 0).factory());
    private volatile boolean running;

    Telling(
            Announcer announcer,
            Messages messages,
            ChunkJournal journal,
            Streams streams,
            Traces traces,
            FinishSignal finish,
            UploadProperties properties,
            InstantSource clock) {
        this.announcer = announcer;
        this.messages = messages;
        this.journal = journal;
        this.streams = streams;
        this.traces = traces;
        this.finish = finish;
        this.properties = properties;
        this.clock = clock;
        this.unacknowledged = new Semaphore(properties.maxUnacknowledged());
    }

    /** Whether the chunk is being told of as stored or refused. */
    boolean isTelling(DataIdentifier did) {
        return claims.isClaimed(did);
    }

    /**
     * Tells of a chunk that was stored or refused just now. Returns once the broker has it, or once it is
     * left to the journal.
     */
    void storedNow(ChunkEntry chunk) throws InterruptedException {
        if (!unacknowledged.tryAcquire()) {
            storedWaiting.raise();
            return;
        }
        try {
            if (!claims.claim(chunk.did())) {
                return;
            }
            if (!tellStored(chunk, false)) {
                storedWaiting.raise();
            }
        } finally {
            unacknowledged.release();
        }
    }

    /** There are chunks in the journal that were attached just now. */
    void attachedNow() {
        attachedWaiting.raise();
    }

    private boolean tellStored(ChunkEntry chunk, boolean late) throws InterruptedException {
        boolean told = false;
        try {
            var stored = chunk.stored();
            if (chunk.refused() != null) {
                told = announcer.book(messages.bookRefused(chunk, chunk.refused(), clock.instant()));
            } else if (stored != null) {
                told = announcer.announce(messages.stored(streams.get(chunk.stream()), chunk, stored))
                        && announcer.book(messages.bookStored(chunk, stored));
            }
            if (told) {
                // Until the mark is durable the journal would give the chunk to be told again.
                var _ = journal.announced(chunk.did()).whenComplete((done, failure) -> {
                    if (failure == null) {
                        claims.told(chunk.did());
                    } else {
                        claims.giveUp(chunk.did());
                    }
                    if (late || chunk.refused() != null) {
                        finish.raise();
                    }
                });
            }
        } finally {
            if (!told) {
                claims.giveUp(chunk.did());
            }
        }
        return told;
    }

    private boolean tellAttached(ChunkEntry chunk) throws InterruptedException {
        var attached = chunk.attached();
        var stream = streams.get(chunk.stream());
        if (attached == null
                || !announcer.announce(messages.attached(stream, chunk, attached))
                || !announcer.book(messages.bookAttached(chunk, attached))) {
            return false;
        }
        traces.uploaded(stream, chunk);
        return true;
    }

    private void tellStoredFromJournal() throws InterruptedException, ExecutionException {
        var backoff = new Backoff(properties);
        while (true) {
            storedWaiting.await(RECHECK);
            boolean again = true;
            while (again) {
                claims.asking();
                var waiting = known(journal.unannounced(ROWS)).stream()
                        .filter(chunk -> claims.claimFromAnswer(chunk.did()))
                        .toList();
                boolean all = each(waiting, chunk -> tellStored(chunk, true));
                again = !waiting.isEmpty();
                pause(all, backoff);
            }
        }
    }

    private void tellAttachedFromJournal() throws InterruptedException, ExecutionException {
        var backoff = new Backoff(properties);
        while (true) {
            attachedWaiting.await(RECHECK);
            boolean again = true;
            while (again) {
                var waiting = known(journal.untold(ROWS));
                boolean all = each(waiting, chunk -> {
                    if (!tellAttached(chunk)) {
                        return false;
                    }
                    journal.told(chunk.did()).get();
                    return true;
                });
                again = !waiting.isEmpty();
                pause(all, backoff);
            }
            finish.raise();
        }
    }

    private static void pause(boolean all, Backoff backoff) throws InterruptedException {
        if (all) {
            backoff.reset();
        } else {
            Thread.sleep(backoff.next(Duration.ZERO));
        }
    }

    /** Chunks of a stream that configuration no longer has must not hold up the others. */
    private List<ChunkEntry> known(List<ChunkEntry> chunks) {
        return chunks.stream()
                .filter(chunk -> streams.find(chunk.stream()).isPresent())
                .toList();
    }

    /** Tells one chunk. */
    @FunctionalInterface
    private interface Teller {
        boolean tell(ChunkEntry chunk) throws InterruptedException, ExecutionException;
    }

    private boolean each(List<ChunkEntry> chunks, Teller teller) throws InterruptedException, ExecutionException {
        var parallel = new Semaphore(properties.maxUnacknowledged());
        var outcomes = new java.util.ArrayList<java.util.concurrent.Future<Boolean>>(chunks.size());
        for (var chunk : chunks) {
            parallel.acquire();
            outcomes.add(tellers.submit(() -> {
                try {
                    return teller.tell(chunk);
                } finally {
                    parallel.release();
                }
            }));
        }
        boolean all = true;
        for (var outcome : outcomes) {
            all &= outcome.get();
        }
        return all;
    }

    @Override
    public void start() {
        running = true;
        Workers.run(tellers, "telling of stored chunks", this::tellStoredFromJournal);
        Workers.run(tellers, "telling of attached chunks", this::tellAttachedFromJournal);
        storedWaiting.raise();
        attachedWaiting.raise();
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public void destroy() throws InterruptedException {
        Workers.end(tellers);
    }
}
