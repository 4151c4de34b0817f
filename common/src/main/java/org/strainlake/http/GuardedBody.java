package org.strainlake.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A response body as a stream whose reader never waits for ever: the JDK's own limit ends with the
 * headers. Holds one batch of the JDK's buffers at a time; for one reader.
 */
final class GuardedBody extends InputStream implements HttpResponse.BodySubscriber<InputStream> {
    private final Duration stall;
    private final Consumer<IOException> broken;

    /** One batch asked for, the end (an empty one), and a batch that was under way when the reader closed. */
    private final BlockingQueue<Optional<List<ByteBuffer>>> arrived = new ArrayBlockingQueue<>(3);

    private volatile Flow.@Nullable Subscription subscription;
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;
    private List<ByteBuffer> batch = List.of();
    private int inBatch;
    private boolean ended;

    /**
     * A body.
     *
     * @param stall longest wait for the next bytes
     * @param broken told by the reader's thread when the body breaks off or stalls
     */
    GuardedBody(Duration stall, Consumer<IOException> broken) {
        this.stall = stall;
        this.broken = broken;
    }

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        if (closed) {
            newSubscription.cancel();
        } else {
            newSubscription.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        offer(Optional.of(buffers));
    }

    @Override
    public void onError(Throwable cause) {
        failure = cause;
        offer(Optional.empty());
    }

    @Override
    public void onComplete() {
        offer(Optional.empty());
    }

    private void offer(Optional<List<ByteBuffer>> buffers) {
        if (!arrived.offer(buffers) && !closed) {
            throw new IllegalStateException("more was sent than was asked for");
        }
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        var buffer = current();
        if (buffer == null) {
            return -1;
        }
        int count = Math.min(length, buffer.remaining());
        buffer.get(target, offset, count);
        return count;
    }

    /** The buffer to read from, not empty; null at the end. */
    private @Nullable ByteBuffer current() throws IOException {
        while (!ended) {
            while (inBatch < batch.size()) {
                var buffer = batch.get(inBatch);
                if (buffer.hasRemaining()) {
                    return buffer;
                }
                inBatch++;
            }
            next();
        }
        return null;
    }

    private void next() throws IOException {
        if (closed) {
            throw new IOException("the body is closed");
        }
        var next = take();
        if (next.isEmpty()) {
            Throwable cause = failure;
            if (cause != null) {
                closed = true;
                throw told(new IOException("the answer broke off: " + cause.getMessage(), cause));
            }
            ended = true;
        } else {
            batch = next.get();
            inBatch = 0;
            Flow.Subscription current = subscription;
            if (current != null) {
                current.request(1);
            }
        }
    }

    private IOException told(IOException failed) {
        broken.accept(failed);
        return failed;
    }

    private Optional<List<ByteBuffer>> take() throws IOException {
        try {
            var next = arrived.poll(stall.toNanos(), TimeUnit.NANOSECONDS);
            if (next == null) {
                close();
                throw told(new HttpTimeoutException("the answer stalled for " + stall));
            }
            return next;
        } catch (InterruptedException stopped) {
            close();
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while reading an answer").initCause(stopped);
        }
    }

    @Override
    public void close() {
        if (!ended && !closed) {
            closed = true;
            Flow.Subscription current = subscription;
            if (current != null) {
                current.cancel();
            }
        }
    }
}
