package org.strainlake.embargo;

import java.util.Base64;
import java.util.regex.Pattern;
import org.strainlake.lake.DataIdentifier;

/**
 * A dataset's key as it travels in messages and lies in the catalogue: encrypted by a key-encryption key (KEK), for
 * this dataset only. Whoever lacks the KEK reads nothing from it.
 *
 * @param dataset whose key it is
 * @param keysetId the key's id, an unsigned decimal number of 32 bits
 * @param kekId id of the key-encryption key that wraps it, of the same form
 * @param wrapped Tink's {@code EncryptedKeyset}, base64; its associated data is the dataset's DID
 */
public record WrappedKey(DataIdentifier dataset, String keysetId, String kekId, String wrapped) {
    private static final Pattern ID = Pattern.compile("0|[1-9]\\d{0,9}");

    public WrappedKey {
        if (!ID.matcher(keysetId).matches() || !ID.matcher(kekId).matches()) {
            throw new IllegalArgumentException("not ids of keys: " + keysetId + ", " + kekId);
        }
        if (Base64.getDecoder().decode(wrapped).length == 0) {
            throw new IllegalArgumentException("no wrapped key of " + dataset);
        }
    }

    static WrappedKey of(DataIdentifier dataset, String keysetId, String kekId, byte[] wrapped) {
        return new WrappedKey(dataset, keysetId, kekId, Base64.getEncoder().encodeToString(wrapped));
    }

    byte[] wrappedBytes() {
        return Base64.getDecoder().decode(wrapped);
    }
}
