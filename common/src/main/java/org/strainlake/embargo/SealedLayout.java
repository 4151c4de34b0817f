package org.strainlake.embargo;

import com.google.crypto.tink.streamingaead.AesGcmHkdfStreamingParameters;
import com.google.crypto.tink.streamingaead.AesGcmHkdfStreamingParameters.HashType;
import java.security.GeneralSecurityException;
import java.util.OptionalLong;

/**
 * How a sealed file is laid out: segments of 64 KiB, each with a tag of its own, the first one behind a header. A
 * segment begins at each multiple of 64 KiB of the sealed file.
 *
 * @see <a href="https://developers.google.com/tink/streaming-aead/aes_gcm_hkdf_streaming">AES-GCM-HKDF streaming AEAD</a>
 */
public final class SealedLayout {
    /** Size of every segment but the last, its tag and the header included. */
    public static final int SEGMENT_BYTES = 64 * 1024;

    static final int KEY_BYTES = 32;
    static final int HEADER_BYTES = 1 + KEY_BYTES + 7;
    static final int TAG_BYTES = 16;
    private static final int PLAIN_SEGMENT_BYTES = SEGMENT_BYTES - TAG_BYTES;

    static final AesGcmHkdfStreamingParameters PARAMETERS = parameters();

    private SealedLayout() {}

    /**
     * Size of the sealed file.
     *
     * @param plainBytes size of what is sealed, not negative
     */
    public static long sealedSize(long plainBytes) {
        if (plainBytes < 0) {
            throw new IllegalArgumentException("not a size: " + plainBytes);
        }
        long segments = Math.max(1, Math.ceilDiv(plainBytes + HEADER_BYTES, PLAIN_SEGMENT_BYTES));
        return HEADER_BYTES + plainBytes + segments * TAG_BYTES;
    }

    /** Size of what is in a sealed file; empty if no sealed file has that size. */
    public static OptionalLong plainSize(long sealedBytes) {
        long segments = Math.ceilDiv(sealedBytes, SEGMENT_BYTES);
        long plainBytes = sealedBytes - HEADER_BYTES - segments * TAG_BYTES;
        return plainBytes >= 0 && sealedSize(plainBytes) == sealedBytes
                ? OptionalLong.of(plainBytes)
                : OptionalLong.empty();
    }

    private static AesGcmHkdfStreamingParameters parameters() {
        try {
            return AesGcmHkdfStreamingParameters.builder()
                    .setKeySizeBytes(KEY_BYTES)
                    .setDerivedAesGcmKeySizeBytes(KEY_BYTES)
                    .setHkdfHashType(HashType.SHA256)
                    .setCiphertextSegmentSizeBytes(SEGMENT_BYTES)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every field is set and within its bounds", e);
        }
    }
}
