package org.strainlake.benchmark.seal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-256-GCM of the JDK, over pieces as long as a segment and with nothing around them. */
final class BareCipher {
    private static final int PIECE_BYTES = 64 * 1024;
    private static final int TAG_BYTES = 16;
    private static final int NONCE_BYTES = 12;

    private final SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
    private final byte[] output = new byte[PIECE_BYTES + TAG_BYTES];
    private final Cipher cipher;

    BareCipher() {
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES/GCM", e);
        }
    }

    byte[] encrypt(byte[] plain) throws IOException {
        var encrypted = ByteBuffer.allocate(plain.length + TAG_BYTES * Math.ceilDiv(plain.length, PIECE_BYTES));
        long number = 0;
        for (int place = 0; place < plain.length; place += PIECE_BYTES) {
            int count = pass(Cipher.ENCRYPT_MODE, number++, plain, place, PIECE_BYTES);
            encrypted.put(output, 0, count);
        }
        return encrypted.array();
    }

    void seal(byte[] plain) throws IOException {
        long number = 0;
        for (int place = 0; place < plain.length; place += PIECE_BYTES) {
            pass(Cipher.ENCRYPT_MODE, number++, plain, place, PIECE_BYTES);
        }
    }

    void open(byte[] encrypted) throws IOException {
        long number = 0;
        for (int place = 0; place < encrypted.length; place += PIECE_BYTES + TAG_BYTES) {
            pass(Cipher.DECRYPT_MODE, number++, encrypted, place, PIECE_BYTES + TAG_BYTES);
        }
    }

    private int pass(int mode, long number, byte[] input, int place, int most) throws IOException {
        try {
            var nonce = ByteBuffer.allocate(NONCE_BYTES).putLong(4, number).array();
            cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
            return cipher.doFinal(input, place, Math.min(most, input.length - place), output);
        } catch (GeneralSecurityException e) {
            throw new IOException("the bare cipher refuses its own bytes", e);
        }
    }
}
