package org.strainlake.uploader.chunking;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.checksum.Sha256Checksum;
import org.strainlake.checksum.Sums;
import org.strainlake.chunkfile.ChunkName;
import org.strainlake.event.FilePayload;
import org.strainlake.lake.Content;

/**
 * A whole chunk file, named and summed.
 *
 * @param name its name, that of what is in it if it is sealed
 * @param content its bytes
 * @param adler32 their sum
 * @param sha256 their sum
 * @param plain size and sums of what is sealed in it; null if it is not sealed
 * @param replayOf where it was taken from; null for live strain
 * @param file where it lies; null if it was made in memory
 */
public record ChunkFile(
        ChunkName name,
        Content content,
        Adler32Checksum adler32,
        Sha256Checksum sha256,
        @Nullable Sums plain,
        FilePayload.@Nullable Origin replayOf,
        @Nullable Path file) {

    /** The same chunk, sealed. */
    public ChunkFile sealed(Spool.Spooled spooled) {
        return new ChunkFile(
                name,
                spooled.content(),
                spooled.sealed().adler32(),
                spooled.sealed().sha256(),
                spooled.plain(),
                replayOf,
                file);
    }
}
