package org.strainlake.uploader.announce;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.strainlake.checksum.Sha256Checksum;
import org.strainlake.event.EventType;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.event.FilePayload;
import org.strainlake.journey.JourneyRecord;
import org.strainlake.journey.Stage;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.token.DataAccess;
import org.strainlake.uploader.journal.ChunkEntry;
import org.strainlake.uploader.journal.DatasetKeys;
import org.strainlake.uploader.stream.Stream;

/** What is said of chunks and runs, in the words of the feed and of the book. Thread-safe. */
@Component
public class Messages {
    private final DataAccess access;
    private final JourneyProperties journey;
    private final DatasetKeys keys;

    Messages(DataAccess access, JourneyProperties journey, DatasetKeys keys) {
        this.keys = keys;
        this.access = access;
        this.journey = journey;
    }

    /** The storage holds the chunk. */
    public FeedEvent stored(Stream stream, ChunkEntry chunk, Instant at) {
        return event(EventType.CHUNK_STORED, stream, chunk, at);
    }

    /** The catalogue has the chunk in its dataset. */
    public FeedEvent attached(Stream stream, ChunkEntry chunk, Instant at) {
        return event(EventType.FILE_ATTACHED, stream, chunk, at);
    }

    /** For the book: the uploader had the chunk, the storage confirmed it. */
    public JourneyRecord bookStored(ChunkEntry chunk, Instant at) {
        var plain = chunk.plain();
        return stages(
                chunk,
                Map.of(Stage.CREATED, chunk.created(), Stage.STORED, at),
                chunk.sha256(),
                plain == null ? null : plain.sha256());
    }

    /** For the book: the catalogue has the chunk in its dataset. */
    public JourneyRecord bookAttached(ChunkEntry chunk, Instant at) {
        return stages(chunk, Map.of(Stage.ATTACHED, at), null, null);
    }

    /** For the book: the chunk gets no further. */
    public JourneyRecord bookRefused(ChunkEntry chunk, String reason, Instant at) {
        return new JourneyRecord.ChunkFailed(
                chunk.run(), chunk.gpsStart(), chunk.did(), null, JourneyRecord.Failure.LOST, reason, at);
    }

    /**
     * For the book: a run begins.
     *
     * @param chunks how many there will be; null for a live run
     */
    public JourneyRecord bookRun(
            Stream stream,
            String run,
            DataIdentifier dataset,
            long firstGps,
            @Nullable Long chunks,
            boolean promised,
            boolean booked,
            Instant at) {
        return new JourneyRecord.RunPlanned(
                run,
                stream.id(),
                stream.settings().experiment(),
                !access.isPublic(dataset),
                firstGps,
                stream.chunkSeconds(),
                chunks,
                booked,
                promised ? stream.settings().budget() : null,
                dataset,
                at);
    }

    private JourneyRecord stages(
            ChunkEntry chunk,
            Map<Stage, Instant> stamps,
            @Nullable Sha256Checksum sha256,
            @Nullable Sha256Checksum plainSha256) {
        return new JourneyRecord.StagesReached(
                chunk.run(),
                chunk.gpsStart(),
                chunk.did(),
                chunk.dataset(),
                chunk.bytes(),
                null,
                stamps,
                journey.clock(),
                sha256,
                plainSha256);
    }

    private FilePayload.@Nullable Sealed sealed(ChunkEntry chunk) {
        var plain = chunk.plain();
        return plain == null
                ? null
                : FilePayload.Sealed.of(
                        keys.of(chunk.stream(), chunk.dataset()).wrapped(),
                        plain.bytes(),
                        plain.adler32(),
                        plain.sha256());
    }

    private FeedEvent event(String type, Stream stream, ChunkEntry chunk, Instant at) {
        var payload = new FilePayload(
                chunk.did().scope(),
                chunk.did().name(),
                chunk.dataset().scope(),
                chunk.dataset().name(),
                chunk.rse(),
                chunk.url(),
                chunk.bytes(),
                chunk.adler32(),
                chunk.sha256(),
                new FilePayload.Chunk(
                        chunk.run(),
                        chunk.stream(),
                        stream.settings().channel(),
                        chunk.gpsStart(),
                        chunk.seconds(),
                        chunk.sampleRateHz(),
                        chunk.created(),
                        chunk.replayOf()),
                sealed(chunk));
        return FeedCodec.ofFile(
                        type,
                        FeedEvent.Source.ANNOUNCED,
                        at,
                        stream.settings().experiment(),
                        !access.isPublic(chunk.dataset()),
                        payload,
                        0,
                        stream.settings().detector())
                .in(stream.container());
    }
}
