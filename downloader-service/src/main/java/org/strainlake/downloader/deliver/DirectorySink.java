package org.strainlake.downloader.deliver;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.strainlake.checksum.Sums;
import org.strainlake.downloader.follow.DirectorySpec;
import org.strainlake.downloader.verify.Expectation;
import org.strainlake.downloader.verify.Verdict;
import org.strainlake.lake.DataIdentifier;

/**
 * A directory that holds one follow's chunks. Readers see whole files only: a file under way has a name that
 * begins with a dot, which no DID does. Thread-safe.
 */
public final class DirectorySink {
    static final String UNDER_WAY = ".part-";

    private static final Logger LOG = LoggerFactory.getLogger(DirectorySink.class);

    private final String follow;
    private final DirectorySpec spec;
    private final GroupSync directorySync;
    private final Ring ring;
    private final AtomicLong numbers = new AtomicLong();
    private volatile @Nullable String trouble;
    private boolean ready;

    DirectorySink(String follow, DirectorySpec spec) {
        this.follow = follow;
        this.spec = spec;
        this.directorySync = new GroupSync(() -> sync(spec.path()));
        this.ring = new Ring(spec.keep());
    }

    /**
     * Whether the file is there already, whole and right, perhaps since a run that ended before it could say so.
     *
     * @throws SinkTrouble if the directory cannot be read
     */
    public boolean holds(DataIdentifier file, Expectation expectation) throws SinkTrouble {
        var path = path(file);
        try {
            if (!Files.isRegularFile(path) || Files.size(path) != expectation.bytes()) {
                return false;
            }
            try (var bytes = Files.newInputStream(path)) {
                return expectation.judge(Sums.of(bytes)) instanceof Verdict.Intact;
            }
        } catch (NoSuchFileException e) {
            return false; // a ring let go of it just now
        } catch (IOException e) {
            throw trouble(file, e);
        }
    }

    /**
     * Begins to deliver a file.
     *
     * @throws SinkTrouble if the directory cannot be written
     */
    public Delivery begin(DataIdentifier file) throws SinkTrouble {
        try {
            prepare();
            var partial = spec.path().resolve(UNDER_WAY + numbers.incrementAndGet());
            return new Delivery(this, file, partial, path(file));
        } catch (IOException e) {
            throw trouble(file, e);
        }
    }

    /** Where the file lies when it is delivered. */
    public Path path(DataIdentifier file) {
        // A slash would leave the directory; a percent sign stands in no DID, so that names stay apart.
        return spec.path().resolve(file.name().replace("/", "%2F"));
    }

    /** Makes the directory, removes what an earlier run left half written, and lists its ring. */
    synchronized void prepare() throws IOException {
        if (ready) {
            return;
        }
        Files.createDirectories(spec.path());
        try (var entries = Files.newDirectoryStream(spec.path())) {
            for (var entry : entries) {
                var name = entry.getFileName().toString();
                if (name.startsWith(UNDER_WAY)) {
                    Files.deleteIfExists(entry);
                } else {
                    remove(ring.add(name));
                }
            }
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        if (!Files.isWritable(spec.path())) {
            throw new java.nio.file.AccessDeniedException(spec.path().toString());
        }
        ready = true;
    }

    /** Lets go of what the ring keeps no longer. */
    void trim(Path delivered) {
        try {
            remove(ring.add(delivered.getFileName().toString()));
        } catch (IOException e) {
            LOG.warn("{} cannot let go of an old chunk: {}", this, e.toString());
        }
    }

    void syncDirectory() throws IOException {
        if (spec.fsync()) {
            directorySync.await();
        }
    }

    boolean fsync() {
        return spec.fsync();
    }

    /** What it cannot do now, and since which chunk; null if it is well. */
    @Nullable
    String trouble() {
        return trouble;
    }

    void well() {
        if (trouble != null) {
            LOG.info("{} takes chunks again", this);
            trouble = null;
        }
    }

    SinkTrouble trouble(DataIdentifier file, IOException cause) {
        if (cause instanceof SinkTrouble already) {
            return already;
        }
        var message = this + " cannot take " + file + ": " + reason(cause);
        if (trouble == null) {
            LOG.warn("{}; it is tried again", message);
        } else {
            LOG.debug("{}", message);
        }
        trouble = message;
        return new SinkTrouble(message, cause);
    }

    /** A reason that a directory which is not used yet cannot be used. */
    void unusable(IOException cause) {
        trouble = this + " cannot be used: " + reason(cause);
        LOG.warn("{}", trouble);
    }

    @Override
    public String toString() {
        return "the directory " + spec.path() + " of the follow " + follow;
    }

    private void remove(Iterable<String> fileNames) throws IOException {
        for (var fileName : fileNames) {
            Files.deleteIfExists(spec.path().resolve(fileName));
        }
    }

    private static String reason(IOException cause) {
        if (cause instanceof FileSystemException failure) {
            var kind = failure.getClass().equals(FileSystemException.class)
                    ? ""
                    : " (" + failure.getClass().getSimpleName() + ")";
            return failure.getReason() == null ? failure.getMessage() + kind : failure.getReason();
        }
        return String.valueOf(cause.getMessage());
    }

    private static void sync(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
