package org.strainlake.embargo;

import com.google.crypto.tink.Aead;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;

/** Decrypts one wrapped key, and gives the same ciphertext again where it is written anew. */
final class Unwrapping implements Aead {
    private static final int PREFIX_BYTES = 1 + Integer.BYTES;

    private final Aead keks;
    private byte[] ciphertext = {};

    Unwrapping(Aead keks) {
        this.keks = keks;
    }

    @Override
    public byte[] decrypt(byte[] encrypted, byte[] associatedData) throws GeneralSecurityException {
        var plain = keks.decrypt(encrypted, associatedData);
        ciphertext = encrypted.clone();
        return plain;
    }

    @Override
    public byte[] encrypt(byte[] plain, byte[] associatedData) {
        return ciphertext.clone();
    }

    /** Tink's prefix: a version and the id of the key. */
    String kekId() {
        return ciphertext.length < PREFIX_BYTES
                ? ""
                : Integer.toUnsignedString(ByteBuffer.wrap(ciphertext).getInt(1));
    }
}
