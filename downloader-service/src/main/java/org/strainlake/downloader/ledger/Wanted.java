package org.strainlake.downloader.ledger;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.strainlake.downloader.verify.Expectation;
import org.strainlake.lake.DataIdentifier;

/**
 * A chunk that a follow wants, with all that is needed to get it.
 *
 * @param key chunk and follow
 * @param dataset its dataset
 * @param url where to GET it; null if only the catalogue can say
 * @param expectation what it must be
 * @param strain the strain in it; null for a file that is no chunk of ours, which the book does not expect
 * @param seen when its event came here
 */
public record Wanted(
        ChunkKey key,
        DataIdentifier dataset,
        @Nullable URI url,
        Expectation expectation,
        @Nullable Strain strain,
        Instant seen) {
    /**
     * The strain as the book knows it.
     *
     * @param run run of the stream
     * @param gpsStart GPS second at which it starts
     */
    public record Strain(String run, long gpsStart) {}
}
