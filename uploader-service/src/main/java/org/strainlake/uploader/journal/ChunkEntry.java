package org.strainlake.uploader.journal;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.checksum.Sha256Checksum;
import org.strainlake.checksum.Sums;
import org.strainlake.event.FilePayload;
import org.strainlake.lake.DataIdentifier;

/**
 * A chunk as journalled.
 *
 * @param did its identifier
 * @param stream stream it belongs to
 * @param run run of the stream
 * @param gpsStart GPS second at which it starts
 * @param seconds how long it is
 * @param sampleRateHz samples a second
 * @param bytes size of the file that goes into the lake
 * @param adler32 sum of that file
 * @param sha256 sum of that file
 * @param plain size and sums of what is sealed in it; null if it is not sealed
 * @param dataset dataset it goes to
 * @param rse storage element it goes to
 * @param url its address there
 * @param replayOf where a replay took it from; null for live strain
 * @param path file it was found in; null for a replay
 * @param created when the uploader had it
 * @param stored when the storage confirmed it; null before
 * @param announced whether that was told, or, if refused, that it failed
 * @param attached when the catalogue had it in its dataset; null before
 * @param told whether that was told
 * @param refused why it gets no further; null if it does
 */
public record ChunkEntry(
        DataIdentifier did,
        String stream,
        String run,
        long gpsStart,
        int seconds,
        int sampleRateHz,
        long bytes,
        Adler32Checksum adler32,
        Sha256Checksum sha256,
        @Nullable Sums plain,
        DataIdentifier dataset,
        String rse,
        URI url,
        FilePayload.@Nullable Origin replayOf,
        @Nullable Path path,
        Instant created,
        @Nullable Instant stored,
        boolean announced,
        @Nullable Instant attached,
        boolean told,
        @Nullable String refused) {

    /** The same chunk once the storage confirmed it. */
    public ChunkEntry storedAt(Instant at) {
        return new ChunkEntry(
                did,
                stream,
                run,
                gpsStart,
                seconds,
                sampleRateHz,
                bytes,
                adler32,
                sha256,
                plain,
                dataset,
                rse,
                url,
                replayOf,
                path,
                created,
                at,
                announced,
                attached,
                told,
                refused);
    }

    /** The same chunk, sealed once more: into other bytes. */
    public ChunkEntry sealedAs(Sums sealed) {
        return new ChunkEntry(
                did,
                stream,
                run,
                gpsStart,
                seconds,
                sampleRateHz,
                sealed.bytes(),
                sealed.adler32(),
                sealed.sha256(),
                plain,
                dataset,
                rse,
                url,
                replayOf,
                path,
                created,
                stored,
                announced,
                attached,
                told,
                refused);
    }

    /** The same chunk once nobody will take it. */
    public ChunkEntry refusedFor(String reason) {
        return new ChunkEntry(
                did,
                stream,
                run,
                gpsStart,
                seconds,
                sampleRateHz,
                bytes,
                adler32,
                sha256,
                plain,
                dataset,
                rse,
                url,
                replayOf,
                path,
                created,
                stored,
                announced,
                attached,
                told,
                reason);
    }

    /** How far it came, in one word. */
    public String state() {
        if (refused != null) {
            return "refused";
        }
        if (attached != null) {
            return "attached";
        }
        if (announced) {
            return "announced";
        }
        return stored != null ? "stored" : "created";
    }
}
