package org.strainlake.uploader.journal;

import java.time.Instant;
import org.strainlake.lake.DataIdentifier;

/** One change of a chunk's row. */
sealed interface Mark {
    record Created(ChunkEntry chunk) implements Mark {}

    /** Sealed anew before any storage had it. */
    record Resealed(ChunkEntry chunk) implements Mark {}

    record Stored(DataIdentifier did, Instant at) implements Mark {}

    record Announced(DataIdentifier did) implements Mark {}

    record Attached(DataIdentifier did, Instant at) implements Mark {}

    record Told(DataIdentifier did) implements Mark {}

    record Refused(DataIdentifier did, String reason) implements Mark {}
}
