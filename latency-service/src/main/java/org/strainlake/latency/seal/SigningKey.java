package org.strainlake.latency.seal;

import com.google.crypto.tink.subtle.Ed25519Sign;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.util.Base64;
import java.util.HexFormat;
import org.springframework.boot.ssl.pem.PemContent;
import org.strainlake.checksum.Sha256Checksum;

/** The Ed25519 key that signs days. Thread-safe. */
public final class SigningKey {
    /** What RFC 8410 puts before the 32 bytes of an Ed25519 public key. */
    private static final byte[] PUBLIC_KEY_INFO = HexFormat.of().parseHex("302a300506032b6570032100");

    private final Ed25519Sign signing;
    private final byte[] publicKeyInfo;

    private SigningKey(Ed25519Sign signing, byte[] publicKeyInfo) {
        this.signing = signing;
        this.publicKeyInfo = publicKeyInfo;
    }

    /**
     * Reads a key.
     *
     * @param file PEM with a PKCS#8 private key
     * @throws IllegalStateException if it cannot be read, or is no Ed25519 key; says nothing of its content
     */
    public static SigningKey read(Path file) {
        try {
            var key = privateKey(file);
            if (!(key instanceof EdECPrivateKey ed)
                    || !"Ed25519".equals(ed.getParams().getName())) {
                throw new IllegalStateException("no Ed25519 key: " + file);
            }
            var seed = ed.getBytes().orElseThrow(() -> new IllegalStateException("a key without its bytes: " + file));
            var pair = Ed25519Sign.KeyPair.newKeyPairFromSeed(seed);
            var info = new ByteArrayOutputStream();
            info.writeBytes(PUBLIC_KEY_INFO);
            info.writeBytes(pair.getPublicKey());
            return new SigningKey(new Ed25519Sign(pair.getPrivateKey()), info.toByteArray());
        } catch (IOException e) {
            throw new IllegalStateException("the key that signs days cannot be read: " + file, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no usable Ed25519 key: " + file, e);
        }
    }

    private static PrivateKey privateKey(Path file) throws IOException {
        var pem = PemContent.of(Files.readString(file));
        var key = pem == null ? null : pem.getPrivateKey();
        if (key == null) {
            throw new IllegalStateException("no private key in " + file);
        }
        return key;
    }

    /** SHA-256 of the public key in its DER form, the first 16 hex digits. */
    String id() {
        return Sha256Checksum.of(publicKeyInfo).hex().substring(0, 16);
    }

    /** The public key as PEM, as {@code openssl pkey -pubout} writes it. */
    public String publicPem() {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getEncoder().encodeToString(publicKeyInfo)
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** The signature of a text, 64 bytes. */
    byte[] sign(byte[] text) {
        try {
            return signing.sign(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key that signs days does not sign", e);
        }
    }
}
