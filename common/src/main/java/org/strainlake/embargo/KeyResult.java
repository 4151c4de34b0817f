package org.strainlake.embargo;

import java.util.Set;
import org.strainlake.lake.DataIdentifier;

/** What became of opening a wrapped key. */
public sealed interface KeyResult {
    /** It is the dataset's key. */
    record Opened(DatasetKey key) implements KeyResult {}

    /** The key-encryption key that wraps it is not among those held. */
    record OtherKek(String needed, Set<String> held) implements KeyResult {
        public OtherKek {
            held = Set.copyOf(held);
        }
    }

    /** It is the key of another dataset, by its own word. */
    record OtherDataset(DataIdentifier dataset) implements KeyResult {}

    /** It was changed after it was wrapped, or wrapped for another dataset than it says. */
    record Forged() implements KeyResult {}
}
