package org.strainlake.rehearsal.campaign;

import java.io.IOException;
import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.strainlake.chunkfile.ChunkFileWriter;
import org.strainlake.chunkfile.ChunkName;
import org.strainlake.rehearsal.stage.StrainShape;
import org.strainlake.strain.ChannelName;
import org.strainlake.strain.FlagWords;
import org.strainlake.strain.StrainChunk;
import org.strainlake.time.GpsTime;

/**
 * Writes a file a second into a directory, under a name that begins with a dot first, then renamed. Each sample is the GPS time
 * at which it stands, so that the samples alone tell which second they are. Goes on until it is ended or closed. Thread-safe.
 */
final class LiveDetector implements AutoCloseable {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** An ending must reach the book before the next second is over. */
    private static final Duration MARGIN = Duration.ofMillis(250);

    private final Path directory;
    private final StrainShape shape;
    private final String description;
    private final LivePace pace;
    private final Set<Long> leftOut;
    private final InstantSource clock;
    private final Thread thread = Thread.ofPlatform().daemon().name("detector").unstarted(this::run);
    private long next;
    private boolean ended;
    private @Nullable IOException failure;

    /**
     * A detector that waits to be started.
     *
     * @param description what file names hold
     * @param leftOut GPS seconds that are not written
     */
    LiveDetector(
            Path directory,
            StrainShape shape,
            String description,
            LivePace pace,
            Set<Long> leftOut,
            InstantSource clock) {
        this.directory = directory;
        this.shape = shape;
        this.description = description;
        this.pace = pace;
        this.leftOut = Set.copyOf(leftOut);
        this.clock = clock;
    }

    void start() {
        thread.start();
    }

    /**
     * How many seconds went by, written or left out.
     *
     * @throws IOException if one could not be written
     */
    synchronized long seconds() throws IOException {
        if (failure != null) {
            throw new IOException("the detector cannot write: " + failure.getMessage(), failure);
        }
        return next;
    }

    /**
     * Ends it after so many seconds, if the next one is not near.
     *
     * @param ending done before anything else is written
     * @return whether it is ended
     */
    synchronized boolean endAfter(long seconds, Ending ending) throws IOException, InterruptedException {
        if (next != seconds || !clock.instant().plus(MARGIN).isBefore(pace.due(next))) {
            return false;
        }
        ended = true;
        ending.run();
        return true;
    }

    /** Told when no further second will come. */
    @FunctionalInterface
    interface Ending {
        void run() throws IOException, InterruptedException;
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        try (var writer = new ChunkFileWriter()) {
            for (long second = 0; ; second++) {
                long gps = pace.firstGps() + second;
                var bytes = leftOut.contains(gps) ? null : writer.write(chunk(gps));
                pauseUntil(pace.due(second));
                if (!take(gps, bytes)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        } catch (IOException e) {
            fail(e);
        } catch (RuntimeException e) { // the thread's outermost edge: whoever waits for it must hear of it
            fail(new IOException(e));
        }
    }

    private synchronized boolean take(long gps, byte @Nullable [] bytes) throws IOException {
        if (ended) {
            return false;
        }
        if (bytes != null) {
            write(name(gps), bytes);
        }
        next++;
        return true;
    }

    private synchronized void fail(IOException e) {
        failure = e;
    }

    private void write(String name, byte[] bytes) throws IOException {
        var partial = directory.resolve("." + name + ".tmp");
        Files.write(partial, bytes);
        Files.move(partial, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private String name(long gps) {
        var detector = new ChannelName(shape.channel()).detector();
        return ChunkName.of(detector, description, GpsTime.ofSeconds(gps), SECOND)
                .toString();
    }

    private StrainChunk chunk(long gps) {
        int rate = shape.sampleRateHz();
        var samples = new double[rate];
        for (int i = 0; i < rate; i++) {
            samples[i] = gps + (double) i / rate;
        }
        return new StrainChunk(
                new ChannelName(shape.channel()),
                GpsTime.ofSeconds(gps),
                SECOND,
                rate,
                DoubleBuffer.wrap(samples),
                good(FlagWords.QUALITY),
                good(FlagWords.INJECTIONS));
    }

    private static FlagWords good(List<FlagWords.Flag> flags) {
        return new FlagWords(flags, IntBuffer.wrap(new int[] {(1 << flags.size()) - 1}));
    }

    private void pauseUntil(Instant when) throws InterruptedException {
        var left = Duration.between(clock.instant(), when);
        if (left.isPositive()) {
            Thread.sleep(left);
        }
    }
}
