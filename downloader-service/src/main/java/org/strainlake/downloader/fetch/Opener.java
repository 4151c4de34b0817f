package org.strainlake.downloader.fetch;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.strainlake.downloader.ledger.Wanted;
import org.strainlake.embargo.DatasetKey;
import org.strainlake.embargo.KeyEncryptionKeys;
import org.strainlake.embargo.KeyMetadata;
import org.strainlake.embargo.KeyResult;
import org.strainlake.embargo.WrappedKey;
import org.strainlake.lake.Catalogue;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.DataLake;

/**
 * Finds the key that opens a sealed file: the wrapped one of its event, else what the catalogue has with the dataset, which
 * may be released by now. Thread-safe.
 */
@Component
class Opener {
    private static final int CACHED = 256;

    private final @Nullable KeyEncryptionKeys keks;
    private final Catalogue catalogue;
    private final Predicate<Wanted> released;
    private final Map<WrappedKey, DatasetKey> opened =
            Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<WrappedKey, DatasetKey> eldest) {
                    return size() > CACHED;
                }
            });

    /** What became of the search for a key. */
    sealed interface Found {
        /** It opens the dataset's files. */
        record Key(DatasetKey key) implements Found {}

        /** It may be found later: the catalogue has none yet, or not the released one, or the key-encryption key is not here yet. */
        record NotYet(String reason) implements Found {}

        /** This service has no key-encryption keys, and the key is not released. */
        record Closed(String reason) implements Found {}

        /** What was given for the key is not the dataset's key. */
        record NotGenuine(String reason) implements Found {}
    }

    @org.springframework.beans.factory.annotation.Autowired
    Opener(ObjectProvider<KeyEncryptionKeys> keks, DataLake lake, Released released) {
        this(keks.getIfAvailable(), lake.catalogue(), released);
    }

    Opener(@Nullable KeyEncryptionKeys keks, Catalogue catalogue, Predicate<Wanted> released) {
        this.keks = keks;
        this.released = released;
        this.catalogue = catalogue;
    }

    /**
     * The key of a sealed file.
     *
     * @throws IOException if the catalogue must be asked and does not answer
     */
    Found find(Wanted wanted) throws IOException {
        var dataset = wanted.dataset();
        if (wanted.sealed() != null && keks != null) {
            return open(wanted.sealed().key(dataset), keks);
        }
        try {
            var metadata = catalogue.metadata(dataset);
            var key = KeyMetadata.released(dataset, metadata);
            if (key.isPresent()) {
                return new Found.Key(key.get());
            }
            if (keks == null && released.test(wanted)) {
                return new Found.NotYet(dataset + " is released, and the catalogue does not have its key yet");
            }
            return closed(dataset, KeyMetadata.wrapped(dataset, metadata));
        } catch (IllegalArgumentException e) {
            return new Found.NotGenuine("the catalogue's key of " + dataset + " has another form");
        }
    }

    private Found closed(DataIdentifier dataset, Optional<WrappedKey> wrapped) {
        if (keks == null) {
            return new Found.Closed("its dataset is sealed, and there are no key-encryption keys here");
        }
        return wrapped.map(key -> open(key, keks))
                .orElseGet(() -> new Found.NotYet("the catalogue has no key of " + dataset));
    }

    private Found open(WrappedKey wrapped, KeyEncryptionKeys with) {
        var known = opened.get(wrapped);
        if (known != null) {
            return new Found.Key(known);
        }
        return switch (with.open(wrapped, wrapped.dataset())) {
            case KeyResult.Opened(var key) -> {
                opened.put(wrapped, key);
                yield new Found.Key(key);
            }
            case KeyResult.OtherKek(var needed, var held) ->
                new Found.NotYet(
                        "its key is wrapped by the key-encryption key " + needed + ", and here are only " + held);
            case KeyResult.OtherDataset(var other) -> new Found.NotGenuine("the key given for it is that of " + other);
            case KeyResult.Forged() -> new Found.NotGenuine("the key given for it was changed");
        };
    }
}
