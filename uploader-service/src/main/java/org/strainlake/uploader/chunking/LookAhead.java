package org.strainlake.uploader.chunking;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.strainlake.thread.Threads;

/** Cuts chunks ahead of the moment they are wanted, never more than a bounded number. For one taker. */
public final class LookAhead implements AutoCloseable {
    private final BlockingQueue<Cut> ready;
    private final Consumer<ChunkFile> givenUp;
    private final Thread thread;

    /** Makes one chunk. */
    @FunctionalInterface
    public interface Cutting {
        /**
         * Chunk {@code n}.
         *
         * @throws IOException if it cannot be made
         */
        ChunkFile cut(long n) throws IOException, InterruptedException;
    }

    private record Cut(
            long n, @Nullable ChunkFile file, @Nullable IOException failure) {}

    /**
     * Starts cutting at once.
     *
     * @param cutting makes a chunk
     * @param from first chunk wanted
     * @param to first chunk not wanted any more
     * @param chunks how many may lie ready
     * @param givenUp is handed each chunk that was cut and not taken
     */
    public LookAhead(Cutting cutting, long from, long to, int chunks, Consumer<ChunkFile> givenUp) {
        this.ready = new ArrayBlockingQueue<>(chunks);
        this.givenUp = givenUp;
        this.thread = Thread.ofVirtual().name("look-ahead").start(() -> run(cutting, from, to));
    }

    private void run(Cutting cutting, long from, long to) {
        try {
            for (long n = from; n < to; n++) {
                try {
                    putReady(n, cutting.cut(n));
                } catch (IOException e) {
                    ready.put(new Cut(n, null, e));
                    return;
                } catch (RuntimeException e) { // a taker must never wait for a thread that is gone
                    ready.put(new Cut(n, null, new IOException(e.toString(), e)));
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void putReady(long n, ChunkFile file) throws InterruptedException {
        boolean put = false;
        try {
            ready.put(new Cut(n, file, null));
            put = true;
        } finally {
            if (!put) {
                givenUp.accept(file);
            }
        }
    }

    /**
     * The next chunk, waiting until it is cut.
     *
     * @throws IOException if it could not be made
     */
    public ChunkFile take() throws IOException, InterruptedException {
        var cut = ready.take();
        if (cut.failure() != null) {
            throw new IOException("chunk " + cut.n() + ": " + cut.failure().getMessage(), cut.failure());
        }
        if (cut.file() == null) {
            throw new IllegalStateException("a cut without a file");
        }
        return cut.file();
    }

    /** Stops cutting; what lies ready is given up. */
    @Override
    public void close() {
        Threads.end(thread); // what it cuts from must not be closed under it
        for (var cut = ready.poll(); cut != null; cut = ready.poll()) {
            if (cut.file() != null) {
                givenUp.accept(cut.file());
            }
        }
    }
}
