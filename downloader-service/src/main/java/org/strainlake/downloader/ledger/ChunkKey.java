package org.strainlake.downloader.ledger;

import org.strainlake.lake.DataIdentifier;

/**
 * A chunk as one follow wants it.
 *
 * @param follow name of the follow
 * @param did the chunk
 */
public record ChunkKey(String follow, DataIdentifier did) {
    @Override
    public String toString() {
        return did + " for " + follow;
    }
}
