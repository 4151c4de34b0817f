package org.strainlake.downloader.ledger;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.strainlake.downloader.verify.Expectation;
import org.strainlake.embargo.SealedName;
import org.strainlake.event.FilePayload;
import org.strainlake.lake.DataIdentifier;

/**
 * A chunk that a follow wants, with all that is needed to get it.
 *
 * @param key chunk and follow
 * @param dataset its dataset
 * @param url where to GET it; null if only the catalogue can say
 * @param expectation what it must be
 * @param sealed what is in it and its wrapped key; null if it is not sealed, or only the catalogue has its key
 * @param strain the strain in it; null for a file that is no chunk of ours, which the book does not expect
 * @param seen when its event came here
 */
public record Wanted(
        ChunkKey key,
        DataIdentifier dataset,
        @Nullable URI url,
        Expectation expectation,
        FilePayload.@Nullable Sealed sealed,
        @Nullable Strain strain,
        Instant seen) {

    /** The name under which readers get it: of a sealed file, that of what is in it. */
    public DataIdentifier deliveredAs() {
        return SealedName.isSealed(key.did()) ? new SealedName(key.did()).plain() : key.did();
    }

    /** What readers must get; empty for a sealed file that was found in the catalogue, which does not know it. */
    public Optional<Expectation> delivery() {
        if (!SealedName.isSealed(key.did())) {
            return Optional.of(expectation);
        }
        return sealed == null
                ? Optional.empty()
                : Optional.of(new Expectation(sealed.bytes(), sealed.adler32(), sealed.sha256()));
    }

    /**
     * The strain as the book knows it.
     *
     * @param run run of the stream
     * @param gpsStart GPS second at which it starts
     */
    public record Strain(String run, long gpsStart) {}
}
