package org.strainlake.embargo;

import java.util.Map;
import java.util.Optional;
import org.strainlake.lake.DataIdentifier;

/**
 * A dataset's key in its free metadata in the catalogue: wrapped from the first file on, open to everybody once it was
 * released. Whoever finds a sealed file in the catalogue needs nothing else but the key-encryption key, or not even that.
 */
public final class KeyMetadata {
    private static final String KEYSET_ID = "strainlake_keyset_id";
    private static final String KEK_ID = "strainlake_kek_id";
    private static final String WRAPPED = "strainlake_wrapped_keyset";
    private static final String RELEASED = "strainlake_released_keyset";

    private KeyMetadata() {}

    /** A wrapped key as metadata. */
    public static Map<String, String> of(WrappedKey key) {
        return Map.of(KEYSET_ID, key.keysetId(), KEK_ID, key.kekId(), WRAPPED, key.wrapped());
    }

    /** A key that everybody may have from now on, as metadata. */
    public static Map<String, String> ofReleased(DatasetKey key) {
        return Map.of(RELEASED, key.discloseForRelease());
    }

    /**
     * The wrapped key in a dataset's metadata; empty if there is none.
     *
     * @throws IllegalArgumentException if it has no form of a wrapped key
     */
    public static Optional<WrappedKey> wrapped(DataIdentifier dataset, Map<String, String> metadata) {
        var wrapped = metadata.get(WRAPPED);
        return wrapped == null
                ? Optional.empty()
                : Optional.of(new WrappedKey(
                        dataset, metadata.getOrDefault(KEYSET_ID, ""), metadata.getOrDefault(KEK_ID, ""), wrapped));
    }

    /**
     * The released key in a dataset's metadata; empty if there is none.
     *
     * @throws IllegalArgumentException if it is not a key that seals files
     */
    public static Optional<DatasetKey> released(DataIdentifier dataset, Map<String, String> metadata) {
        return Optional.ofNullable(metadata.get(RELEASED)).map(json -> DatasetKey.released(dataset, json));
    }
}
