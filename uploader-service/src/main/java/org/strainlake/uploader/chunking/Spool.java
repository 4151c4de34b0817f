package org.strainlake.uploader.chunking;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.checksum.SummingStream;
import org.strainlake.checksum.Sums;
import org.strainlake.embargo.DatasetKey;
import org.strainlake.embargo.SealedName;
import org.strainlake.lake.Content;
import org.strainlake.lake.DataIdentifier;

/**
 * Sealed files that wait for a storage. Sealing a file once more gives other bytes, and a storage that had part of the
 * first ones, or all of them, must be sent the same again, also by the next process: so they lie here until a storage has
 * confirmed them. A power cut may take them: what is found is compared with the journal's sums before it is used.
 * Thread-safe for different files.
 */
@Component
public class Spool {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final String UNDER_WAY = ".part-";
    private static final int BUFFER_BYTES = 64 * 1024;

    private final @Nullable Path directory;
    private final AtomicLong numbers = new AtomicLong();

    /**
     * A sealed file.
     *
     * @param content its bytes
     * @param sealed their size and sums
     * @param plain size and sums of what is in it
     */
    public record Spooled(Content content, Sums sealed, Sums plain) {}

    Spool(SpoolProperties properties) {
        this.directory = properties.directory();
    }

    /** Whether there is a place for sealed files. */
    public boolean isConfigured() {
        return directory != null;
    }

    /**
     * Seals a file, in constant memory. One that lies here under the same name is replaced.
     *
     * @throws IOException if it cannot be read or written; then nothing is left
     */
    public Spooled seal(SealedName name, DatasetKey key, Content plain) throws IOException {
        var partial = root().resolve(UNDER_WAY + numbers.incrementAndGet());
        try {
            Sums sealedSums;
            Sums plainSums;
            try (var file = Files.newOutputStream(partial);
                    var sealed = new SummingStream(file);
                    var sealing = key.sealing(sealed, name);
                    var summed = new SummingStream(sealing)) {
                copy(plain, summed);
                sealing.finish();
                sealedSums = sealed.sums();
                plainSums = summed.sums();
            }
            var path = path(name.did());
            Files.move(partial, path, StandardCopyOption.ATOMIC_MOVE);
            return new Spooled(content(path, sealedSums.bytes()), sealedSums, plainSums);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    /**
     * The sealed file of that name, if it lies here with these sums.
     *
     * @throws IOException if it cannot be read
     */
    public Optional<Content> find(DataIdentifier did, long bytes, Adler32Checksum adler32) throws IOException {
        var path = path(did);
        try (var input = Files.newInputStream(path)) {
            var sums = Sums.of(input);
            return sums.bytes() == bytes && sums.adler32().equals(adler32)
                    ? Optional.of(content(path, bytes))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Lets go of a file that a storage has, or that nobody will send. */
    public void discard(DataIdentifier did) {
        try {
            Files.deleteIfExists(path(did));
        } catch (IOException e) {
            LOG.warn("{} stays in the spool until the next start: {}", did, e.toString());
        }
    }

    /**
     * Makes the directory, and lets go of everything but the files given. For the start, before anything is sealed.
     *
     * @throws IOException if the directory cannot be used
     */
    public void begin(Set<DataIdentifier> needed) throws IOException {
        var names = needed.stream().map(Spool::fileName).collect(Collectors.toSet());
        Files.createDirectories(root());
        try (var entries = Files.newDirectoryStream(root())) {
            for (var entry : entries) {
                var name = String.valueOf(entry.getFileName());
                // Only what looks like ours: a directory that was named by mistake must not be emptied.
                if (name.startsWith(UNDER_WAY) || (name.endsWith(".sealed") && !names.contains(name))) {
                    Files.deleteIfExists(entry);
                }
            }
        }
        if (!Files.isWritable(root())) {
            throw new java.nio.file.AccessDeniedException(root().toString());
        }
    }

    static Content content(Path file, long bytes) {
        return new FileContent(file, bytes);
    }

    private static void copy(Content from, OutputStream to) throws IOException {
        try (var input = from.open()) {
            var buffer = new byte[BUFFER_BYTES];
            for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
                to.write(buffer, 0, count);
            }
        }
    }

    private Path root() {
        if (directory == null) {
            throw new IllegalStateException("sealed streams need strainlake.spool.directory");
        }
        return directory;
    }

    private Path path(DataIdentifier did) {
        return root().resolve(fileName(did));
    }

    private static String fileName(DataIdentifier did) {
        // A colon and a percent sign stand in no part of a DID, so that names stay apart.
        return did.scope() + ":" + did.name().replace("/", "%2F");
    }

    private record FileContent(Path file, long bytes) implements Content {
        @Override
        public InputStream open() throws IOException {
            return new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
        }
    }
}
