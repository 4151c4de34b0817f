package org.strainlake.uploader.upload;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.strainlake.embargo.SealedName;
import org.strainlake.lake.Content;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.Storage;
import org.strainlake.uploader.chunking.ChunkFile;
import org.strainlake.uploader.chunking.Spool;
import org.strainlake.uploader.journal.ChunkEntry;
import org.strainlake.uploader.journal.ChunkJournal;
import org.strainlake.uploader.journal.DatasetKeys;
import org.strainlake.uploader.journal.KeyNotHeld;
import org.strainlake.uploader.stream.Stream;
import org.strainlake.uploader.stream.Streams;

/**
 * Seals the chunks of those streams that are sealed. What cannot be sealed for lack of a key, or of the database that
 * keeps it, waits: nothing of such a stream leaves in plain. Thread-safe.
 */
@Component
class Sealer implements InitializingBean {
    private final DatasetKeys keys;
    private final Spool spool;
    private final ChunkJournal journal;
    private final Storage storage;
    private final Streams streams;
    private final UploadProperties properties;
    private final Troubles troubles;

    Sealer(
            DatasetKeys keys,
            Spool spool,
            ChunkJournal journal,
            Storage storage,
            Streams streams,
            UploadProperties properties,
            Troubles troubles) {
        this.keys = keys;
        this.spool = spool;
        this.journal = journal;
        this.storage = storage;
        this.streams = streams;
        this.properties = properties;
        this.troubles = troubles;
    }

    /** What a journalled chunk can be sent again with. */
    sealed interface Again {
        /** These bytes. */
        record Send(ChunkEntry chunk, Content content) implements Again {}

        /** Nothing, for ever. */
        record Refuse(String reason) implements Again {}
    }

    /** Makes the file that is sealed, where it must be sealed anew. */
    @FunctionalInterface
    interface Plain {
        /**
         * The file.
         *
         * @throws IOException if it is gone
         */
        ChunkFile make() throws IOException;
    }

    /**
     * The chunk as it goes into the lake: sealed if its stream is, else as it is.
     *
     * @throws IOException if it cannot be read, or changed since it was summed, or the spool cannot be written
     */
    ChunkFile seal(Stream stream, DataIdentifier dataset, ChunkFile chunk) throws IOException, InterruptedException {
        return stream.isSealed() ? sealed(stream, dataset, chunk) : chunk;
    }

    private ChunkFile sealed(Stream stream, DataIdentifier dataset, ChunkFile chunk)
            throws IOException, InterruptedException {
        var name = SealedName.of(
                new DataIdentifier(stream.settings().scope(), chunk.name().toString()));
        var spooled = spool.seal(name, key(stream, dataset).key(), chunk.content());
        if (!spooled.plain().sha256().equals(chunk.sha256())) {
            spool.discard(name.did());
            throw new IOException("it changed while it was sealed");
        }
        return chunk.sealed(spooled);
    }

    private DatasetKeys.Held key(Stream stream, DataIdentifier dataset) throws InterruptedException {
        var what = "key of " + dataset;
        var backoff = new Backoff(properties);
        while (true) {
            try {
                var held = keys.of(stream.id(), dataset);
                troubles.end(what);
                return held;
            } catch (KeyNotHeld | DataAccessException | TransactionException e) {
                troubles.begin(what, String.valueOf(e.getMessage()));
                Thread.sleep(backoff.next(Duration.ZERO));
            }
        }
    }

    /**
     * What a chunk that was journalled and not known to be stored is sent again with: the same bytes, if the spool has
     * them or a storage has them all; else it is sealed anew, as long as no storage has a part of it.
     *
     * @throws IOException if the file must be sealed anew and cannot be
     */
    Again again(Stream stream, ChunkEntry chunk, Plain plain)
            throws IOException, InterruptedException, ExecutionException {
        var sums = chunk.plain();
        if (sums == null) {
            return new Again.Send(chunk, plain.make().content());
        }
        var spooled = spool.find(chunk.did(), chunk.bytes(), chunk.adler32());
        if (spooled.isPresent()) {
            return new Again.Send(chunk, spooled.get());
        }
        return switch (there(chunk)) {
            case ALL -> new Again.Send(chunk, new StoredAlready(chunk));
            case OTHER -> new Again.Refuse("the spool lost it, and the storage has a part of it, or another file");
            case NOTHING -> {
                var file = plain.make();
                if (!file.sha256().equals(sums.sha256())) {
                    yield new Again.Refuse("the file changed before it was stored");
                }
                var sealed = sealed(stream, chunk.dataset(), file);
                var anew = chunk.sealedAs(
                        new org.strainlake.checksum.Sums(sealed.content().bytes(), sealed.adler32(), sealed.sha256()));
                journal.resealed(anew).get();
                yield new Again.Send(anew, sealed.content());
            }
        };
    }

    private enum There {
        ALL,
        OTHER,
        NOTHING
    }

    private There there(ChunkEntry chunk) throws InterruptedException {
        var what = "storage of " + chunk.rse();
        var backoff = new Backoff(properties);
        while (true) {
            try {
                var found = storage.head(chunk.url());
                troubles.end(what);
                return found.map(file -> file.bytes() == chunk.bytes()
                                        && file.adler32()
                                                .filter(chunk.adler32()::equals)
                                                .isPresent()
                                ? There.ALL
                                : There.OTHER)
                        .orElse(There.NOTHING);
            } catch (IOException e) {
                troubles.begin(what, String.valueOf(e.getMessage()));
                Thread.sleep(backoff.next(Duration.ZERO));
            }
        }
    }

    /** Lets go of the sealed bytes of a chunk that a storage has, or nobody will send. */
    void done(ChunkEntry chunk) {
        if (chunk.plain() != null) {
            spool.discard(chunk.did());
        }
    }

    /** Lets go of a chunk that was sealed ahead and is not sent. */
    void giveUp(Stream stream, ChunkFile chunk) {
        if (chunk.plain() != null) {
            spool.discard(stream.did(chunk.name().toString()));
        }
    }

    /** Refuses to start where a stream is to be sealed and cannot be. */
    @Override
    public void afterPropertiesSet() throws IOException {
        for (var stream : streams.all()) {
            if (stream.isSealed() && !keys.canSeal()) {
                throw new IllegalStateException("the stream " + stream.id()
                        + " is sealed, which needs the key-encryption keys of strainlake.sealing.kek-file");
            }
            if (stream.isSealed() && !spool.isConfigured()) {
                throw new IllegalStateException(
                        "the stream " + stream.id() + " is sealed, which needs strainlake.spool.directory");
            }
        }
        if (spool.isConfigured()) {
            spool.begin(journal.unstored().stream()
                    .filter(chunk -> chunk.plain() != null)
                    .map(ChunkEntry::did)
                    .collect(Collectors.toSet()));
        }
    }

    /** Bytes that a storage had when it was asked: it will say so again, and never asks for them. */
    private record StoredAlready(ChunkEntry chunk) implements Content {
        @Override
        public long bytes() {
            return chunk.bytes();
        }

        @Override
        public InputStream open() throws IOException {
            throw new IOException("the storage had " + chunk.did() + ", and the spool has it no longer");
        }
    }
}
