package org.strainlake.embargo;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.StreamingAead;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.streamingaead.StreamingAeadConfig2026;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.security.GeneralSecurityException;
import org.strainlake.lake.DataIdentifier;

/** The key that seals and opens the files of one dataset. Thread-safe; tells its secret to {@link #discloseForRelease()} only. */
public final class DatasetKey {
    private final DataIdentifier dataset;
    private final KeysetHandle keyset;
    private final StreamingAead aead;

    private DatasetKey(DataIdentifier dataset, KeysetHandle keyset) throws GeneralSecurityException {
        if (keyset.size() != 1
                || keyset.getAt(0).getStatus() != KeyStatus.ENABLED
                || !keyset.getAt(0).getKey().getParameters().equals(SealedLayout.PARAMETERS)) {
            throw new GeneralSecurityException("not one key that seals files as " + SealedLayout.PARAMETERS);
        }
        this.dataset = dataset;
        this.keyset = keyset;
        this.aead = keyset.getPrimitive(StreamingAeadConfig2026.get(), StreamingAead.class);
    }

    static DatasetKey generate(DataIdentifier dataset) {
        try {
            return of(dataset, KeysetHandle.generateNew(SealedLayout.PARAMETERS, StreamingAeadConfig2026.get()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no key can be made for " + dataset, e);
        }
    }

    static DatasetKey of(DataIdentifier dataset, KeysetHandle keyset) throws GeneralSecurityException {
        return new DatasetKey(dataset, keyset);
    }

    /**
     * A key that was released, see {@link #discloseForRelease()}.
     *
     * @throws IllegalArgumentException if it is not a keyset with one key that seals files
     */
    public static DatasetKey released(DataIdentifier dataset, String keysetJson) {
        try {
            return of(
                    dataset,
                    TinkJsonProtoKeysetFormat.parseKeyset(
                            keysetJson, StreamingAeadConfig2026.get(), InsecureSecretKeyAccess.get()));
        } catch (GeneralSecurityException | IllegalStateException _) { // may quote what it was given
            throw new IllegalArgumentException("not the released key of " + dataset);
        }
    }

    /** Whose files it seals. */
    public DataIdentifier dataset() {
        return dataset;
    }

    /** The id of its keyset: the unsigned decimal number that Tink gave its key. Unique with the dataset. */
    public String keysetId() {
        return Integer.toUnsignedString(keyset.getPrimary().getId());
    }

    /**
     * Seals what is written to the stream, which must be finished. The same bytes sealed again make other bytes: whoever
     * repeats an upload keeps the sealed ones.
     *
     * @param sealed gets the sealed file; closed with the stream
     * @throws IOException if the header cannot be written
     */
    public SealingStream sealing(OutputStream sealed, SealedName file) throws IOException {
        return new SealingStream(aead, sealed, file);
    }

    /**
     * Opens a sealed file from its beginning. It is whole only if it was read to its end: bytes of verified segments come
     * before a later segment is found {@link NotGenuine}.
     *
     * @param sealed closed with the stream
     * @throws IOException if the file cannot be opened
     */
    public InputStream unsealing(InputStream sealed, SealedName file) throws IOException {
        return new UnsealingStream(aead, sealed, file);
    }

    /**
     * Opens any part of a sealed file; reads its header and the segments of what is read, nothing else. A segment that is
     * {@link NotGenuine} spoils no other. Not thread-safe.
     *
     * @param sealed the whole file, from position 0; closed with the channel
     * @throws NotGenuine if no sealed file has its size
     * @throws IOException if the size cannot be told
     */
    public SeekableByteChannel unsealing(SeekableByteChannel sealed, SealedName file) throws IOException {
        return new UnsealingChannel(aead, sealed, file);
    }

    /**
     * The secret itself, as a keyset in Tink's JSON: opens every file of the dataset, for everyone, for ever. Only the release
     * of an embargo calls this.
     */
    public String discloseForRelease() {
        try {
            return TinkJsonProtoKeysetFormat.serializeKeyset(
                    keyset, StreamingAeadConfig2026.get(), InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key of " + dataset + " cannot be written", e);
        }
    }

    KeysetHandle keyset() {
        return keyset;
    }

    /** Names it; never its secret. */
    @Override
    public String toString() {
        return "key " + keysetId() + " of " + dataset;
    }
}
