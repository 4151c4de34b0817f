package org.strainlake.embargo;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.streamingaead.StreamingAeadConfig2026;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.strainlake.embargo.KeyResult.Forged;
import org.strainlake.embargo.KeyResult.Opened;
import org.strainlake.embargo.KeyResult.OtherDataset;
import org.strainlake.embargo.KeyResult.OtherKek;
import org.strainlake.lake.DataIdentifier;

/**
 * The key-encryption keys (KEKs) of a site: the primary one wraps the keys of datasets, all of them open what they
 * wrapped. They lie in a file, a keyset in Tink's JSON in clear. Thread-safe.
 */
public final class KeyEncryptionKeys {
    private static final Set<PosixFilePermission> FORBIDDEN = EnumSet.of(
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);
    private static final AesGcmParameters NEW_KEY = newKeyParameters();
    private static final int LONGEST_FILE = 1 << 20;

    private final KeysetHandle keyset;
    private final Aead aead;

    private KeyEncryptionKeys(KeysetHandle keyset) throws GeneralSecurityException {
        this.keyset = keyset;
        this.aead = keyset.getPrimitive(AeadConfig2026.get(), Aead.class);
        for (int place = 0; place < keyset.size(); place++) {
            if (!keyset.getAt(place).getKey().getParameters().hasIdRequirement()) {
                throw new GeneralSecurityException("a key whose id does not stand in what it encrypts");
            }
        }
    }

    /**
     * Reads a file.
     *
     * @throws KeyFileRefused if others may read it, its group or others may write it, or it is no keyset of AEAD keys
     * @throws IOException if it cannot be read
     */
    public static KeyEncryptionKeys read(Path file) throws IOException {
        refuseIfOpenToOthers(file);
        if (Files.size(file) > LONGEST_FILE) {
            throw new KeyFileRefused(file, "is too long for a keyset");
        }
        try {
            return new KeyEncryptionKeys(TinkJsonProtoKeysetFormat.parseKeyset(
                    Files.readString(file), AeadConfig2026.get(), InsecureSecretKeyAccess.get()));
        } catch (GeneralSecurityException
                | IllegalStateException
                | CharacterCodingException _) { // may quote the secret
            throw new KeyFileRefused(file, "is not a keyset of AEAD keys with ids in Tink's JSON");
        }
    }

    /**
     * Makes a key (AES-256-GCM) and writes it to a new file that only its owner may read.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is such a file; it stays as it is
     * @throws IOException if it cannot be written
     */
    public static KeyEncryptionKeys generate(Path file) throws IOException {
        return write(KeysetHandle.newBuilder(), file);
    }

    /**
     * Makes a new primary key and writes it with all keys that are held to a new file. They are used from now on by whoever
     * reads that file; this object stays as it is.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is such a file; it stays as it is
     * @throws IOException if it cannot be written
     */
    public KeyEncryptionKeys rotate(Path newFile) throws IOException {
        return write(KeysetHandle.newBuilder(keyset), newFile);
    }

    /** Id of the key that wraps, an unsigned decimal number. */
    public String primaryId() {
        return id(keyset.getPrimary());
    }

    /** Ids of all keys that open. */
    public Set<String> ids() {
        var ids = new LinkedHashSet<String>();
        for (int place = 0; place < keyset.size(); place++) {
            if (keyset.getAt(place).getStatus() == KeyStatus.ENABLED) {
                ids.add(id(keyset.getAt(place)));
            }
        }
        return ids;
    }

    /** Makes a dataset's key. It exists nowhere else: keep it before the first file is sealed. */
    public WrappedKey newKey(DataIdentifier dataset) {
        return wrap(DatasetKey.generate(dataset));
    }

    /**
     * Wraps a key under the primary key-encryption key: after a rotation, what was opened by an older one. Files are not
     * touched, and the key stays the same.
     */
    public WrappedKey wrap(DatasetKey key) {
        try {
            var wrapped = TinkProtoKeysetFormat.serializeEncryptedKeyset(
                    key.keyset(), aead, associatedData(key.dataset()), StreamingAeadConfig2026.get());
            return WrappedKey.of(key.dataset(), key.keysetId(), primaryId(), wrapped);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key of " + key.dataset() + " cannot be wrapped", e);
        }
    }

    /** Opens a dataset's key. */
    public KeyResult open(WrappedKey wrapped, DataIdentifier dataset) {
        if (!wrapped.dataset().equals(dataset)) {
            return new OtherDataset(wrapped.dataset());
        }
        if (!ids().contains(wrapped.kekId())) {
            return new OtherKek(wrapped.kekId(), ids());
        }
        try {
            var unwrapping = new Unwrapping(aead);
            var associatedData = associatedData(dataset);
            var opened = TinkProtoKeysetFormat.parseEncryptedKeyset(
                    wrapped.wrappedBytes(), unwrapping, associatedData, StreamingAeadConfig2026.get());
            var key = DatasetKey.of(dataset, opened);
            // What stands beside the encrypted key is in clear and not authenticated: it must be what we write there.
            var asWritten = TinkProtoKeysetFormat.serializeEncryptedKeyset(
                    opened, unwrapping, associatedData, StreamingAeadConfig2026.get());
            return Arrays.equals(asWritten, wrapped.wrappedBytes())
                            && key.keysetId().equals(wrapped.keysetId())
                            && unwrapping.kekId().equals(wrapped.kekId())
                    ? new Opened(key)
                    : new Forged();
        } catch (GeneralSecurityException | IllegalStateException _) { // says no more
            return new Forged();
        }
    }

    /** Names them; never their secrets. */
    @Override
    public String toString() {
        return "key-encryption keys " + ids() + ", primary " + primaryId();
    }

    private static KeyEncryptionKeys write(KeysetHandle.Builder builder, Path file) throws IOException {
        try {
            var keyset = builder.addEntry(KeysetHandle.generateEntryFromParameters(NEW_KEY)
                            .withRandomId()
                            .makePrimary())
                    .setConfiguration(AeadConfig2026.get())
                    .build();
            var json = TinkJsonProtoKeysetFormat.serializeKeyset(
                    keyset, AeadConfig2026.get(), InsecureSecretKeyAccess.get());
            writeNew(file, json);
            return new KeyEncryptionKeys(keyset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no key-encryption key can be made", e);
        }
    }

    private static void writeNew(Path file, String text) throws IOException {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static void refuseIfOpenToOthers(Path file) throws IOException {
        try {
            var open = EnumSet.copyOf(FORBIDDEN);
            open.retainAll(Files.getPosixFilePermissions(file));
            if (!open.isEmpty()) {
                throw new KeyFileRefused(file, "may be read or written by others; chmod 600 it");
            }
        } catch (UnsupportedOperationException e) {
            throw new KeyFileRefused(file, "lies where nobody can be kept from reading it");
        }
    }

    private static byte[] associatedData(DataIdentifier dataset) {
        return dataset.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String id(KeysetHandle.Entry entry) {
        return Integer.toUnsignedString(entry.getId());
    }

    private static AesGcmParameters newKeyParameters() {
        try {
            return AesGcmParameters.builder()
                    .setKeySizeBytes(32)
                    .setIvSizeBytes(12)
                    .setTagSizeBytes(16)
                    .setVariant(AesGcmParameters.Variant.TINK)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every field is set and within its bounds", e);
        }
    }
}
