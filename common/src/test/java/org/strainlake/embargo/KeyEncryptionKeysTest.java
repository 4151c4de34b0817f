package org.strainlake.embargo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.streamingaead.AesGcmHkdfStreamingKey;
import com.google.crypto.tink.streamingaead.StreamingAeadConfig2026;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.strainlake.embargo.KeyResult.Forged;
import org.strainlake.embargo.KeyResult.Opened;
import org.strainlake.embargo.KeyResult.OtherDataset;
import org.strainlake.embargo.KeyResult.OtherKek;
import org.strainlake.lake.DataIdentifier;
import tools.jackson.databind.json.JsonMapper;

class KeyEncryptionKeysTest {
    private static final DataIdentifier OTHER_DATASET = DataIdentifier.parse("virgo:V-V1_HOFT-1400003600-3600");

    @TempDir
    private Path dir;

    private Path file;
    private KeyEncryptionKeys keks;

    @BeforeEach
    void generate() throws IOException {
        file = dir.resolve("kek.json");
        keks = KeyEncryptionKeys.generate(file);
    }

    @Test
    void aNewFileIsItsOwnersAloneAndReadsAsWhatWasMade() throws IOException {
        var read = KeyEncryptionKeys.read(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(read.primaryId()).isEqualTo(keks.primaryId());
        assertThat(read.ids()).containsExactly(keks.primaryId());
        assertThat(read.open(keks.newKey(Sealed.DATASET), Sealed.DATASET)).isInstanceOf(Opened.class);
    }

    @Test
    void aFileThatIsThereIsNeverOverwritten() throws IOException {
        var before = Files.readAllBytes(file);

        assertThatThrownBy(() -> KeyEncryptionKeys.generate(file)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> keks.rotate(file)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasBinaryContent(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw----r--", "rw-----w-", "rw------x", "rw--w----", "rw-r--r--"})
    void aFileThatOthersCanReadOrChangeIsRefused(String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

        assertThatThrownBy(() -> KeyEncryptionKeys.read(file))
                .isInstanceOf(KeyFileRefused.class)
                .hasMessageContaining("others");
    }

    @Test
    void aFileThatTheServicesGroupMayReadIsTaken() throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));

        assertThat(KeyEncryptionKeys.read(file).primaryId()).isEqualTo(keks.primaryId());
    }

    @Test
    void aFileThatIsNoKeysetIsRefusedWithoutBeingQuoted() throws IOException {
        var text = Files.readString(file);
        var dataset = DatasetKey.generate(Sealed.DATASET).discloseForRelease();

        for (var broken : List.of(
                "",
                "{}",
                "[]",
                "1",
                "secret-word",
                text.substring(0, text.length() - 9),
                text.replace("ENABLED", "DISABLED"),
                text.replace("\"TINK\"", "\"RAW\""),
                text.replaceAll("\"primaryKeyId\": *\\d+", "\"primaryKeyId\":1"),
                text.replaceAll("\"value\": *\"", "\"value\":\"AAAA"),
                dataset)) {
            Files.writeString(file, broken);

            assertThatThrownBy(() -> KeyEncryptionKeys.read(file))
                    .as(broken.length() < 20 ? broken : "changed keyset")
                    .isInstanceOf(KeyFileRefused.class)
                    .hasMessage(file + " is not a keyset of AEAD keys with ids in Tink's JSON")
                    .hasNoCause();
        }
        Files.write(file, new byte[] {(byte) 0xff});
        assertThatThrownBy(() -> KeyEncryptionKeys.read(file))
                .isInstanceOf(KeyFileRefused.class)
                .hasNoCause();
        assertThatThrownBy(() -> KeyEncryptionKeys.read(dir.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aWrappedKeyOpensAsTheSameKey() throws IOException {
        var wrapped = keks.newKey(Sealed.DATASET);
        var sealed = Sealed.seal(opened(keks.open(wrapped, Sealed.DATASET)), Sealed.FILE, Sealed.plain(100));

        var again = opened(KeyEncryptionKeys.read(file).open(wrapped, Sealed.DATASET));

        assertThat(Sealed.unseal(again, Sealed.FILE, sealed)).isEqualTo(Sealed.plain(100));
        assertThat(again.keysetId()).isEqualTo(wrapped.keysetId());
        assertThat(wrapped.kekId()).isEqualTo(keks.primaryId());
    }

    @Test
    void itTravelsAsJson() {
        var json = JsonMapper.builder().build();
        var wrapped = keks.newKey(Sealed.DATASET);

        var text = json.writeValueAsString(wrapped);

        assertThat(text)
                .isEqualTo("{\"dataset\":\"" + Sealed.DATASET + "\",\"keysetId\":\"" + wrapped.keysetId()
                        + "\",\"kekId\":\"" + keks.primaryId() + "\",\"wrapped\":\"" + wrapped.wrapped() + "\"}");
        assertThat(json.readValue(text, WrappedKey.class)).isEqualTo(wrapped);
    }

    @Test
    void anotherKekOpensNothingAndIsNamed() throws IOException {
        var wrapped = keks.newKey(Sealed.DATASET);
        var others = KeyEncryptionKeys.generate(dir.resolve("other.json"));

        assertThat(others.open(wrapped, Sealed.DATASET))
                .isEqualTo(new OtherKek(keks.primaryId(), Set.of(others.primaryId())));
    }

    @Test
    void aKeyOfAnotherDatasetIsNamedAndOneThatIsRelabelledIsForged() {
        var wrapped = keks.newKey(Sealed.DATASET);
        var relabelled = new WrappedKey(OTHER_DATASET, wrapped.keysetId(), wrapped.kekId(), wrapped.wrapped());

        assertThat(keks.open(wrapped, OTHER_DATASET)).isEqualTo(new OtherDataset(Sealed.DATASET));
        assertThat(keks.open(relabelled, OTHER_DATASET)).isEqualTo(new Forged());
    }

    @Test
    void oneBitFlippedAnywhereInAWrappedKeyIsForged() {
        var wrapped = keks.newKey(Sealed.DATASET);
        var bytes = wrapped.wrappedBytes();

        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            var flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);

            assertThat(keks.open(
                            WrappedKey.of(Sealed.DATASET, wrapped.keysetId(), wrapped.kekId(), flipped),
                            Sealed.DATASET))
                    .as("bit %d", bit)
                    .isEqualTo(new Forged());
        }
    }

    @Test
    void aWrappedKeyUnderOtherIdsIsForged() throws IOException {
        var wrapped = keks.newKey(Sealed.DATASET);
        var rotated = keks.rotate(dir.resolve("rotated.json"));

        assertThat(rotated.open(
                        new WrappedKey(Sealed.DATASET, "1", wrapped.kekId(), wrapped.wrapped()), Sealed.DATASET))
                .isEqualTo(new Forged());
        assertThat(rotated.open(
                        new WrappedKey(Sealed.DATASET, wrapped.keysetId(), rotated.primaryId(), wrapped.wrapped()),
                        Sealed.DATASET))
                .isEqualTo(new Forged());
    }

    @Test
    void afterARotationOldKeysOpenAndAreWrappedAnewWhileFilesStay() throws IOException {
        var old = keks.newKey(Sealed.DATASET);
        var sealed = Sealed.seal(opened(keks.open(old, Sealed.DATASET)), Sealed.FILE, Sealed.plain(100));
        var newFile = dir.resolve("rotated.json");

        keks.rotate(newFile);
        var rotated = KeyEncryptionKeys.read(newFile);
        var key = opened(rotated.open(old, Sealed.DATASET));
        var rewrapped = rotated.wrap(key);

        assertThat(rotated.ids()).hasSize(2).contains(keks.primaryId(), rotated.primaryId());
        assertThat(rotated.primaryId()).isNotEqualTo(keks.primaryId());
        assertThat(rewrapped.kekId()).isEqualTo(rotated.primaryId());
        assertThat(rewrapped.keysetId()).isEqualTo(old.keysetId());
        assertThat(keks.open(rewrapped, Sealed.DATASET)).isInstanceOf(OtherKek.class);
        var again = opened(rotated.open(rewrapped, Sealed.DATASET));
        assertThat(Sealed.unseal(again, Sealed.FILE, sealed)).isEqualTo(Sealed.plain(100));
    }

    @Test
    void whatIsNoWrappedKeyIsNotMadeOne() {
        assertThatThrownBy(() -> new WrappedKey(Sealed.DATASET, "1", "2", "not base64"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WrappedKey(Sealed.DATASET, "1", "2", ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WrappedKey(Sealed.DATASET, "-1", "2", "AAAA"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(keks.open(new WrappedKey(Sealed.DATASET, "1", keks.primaryId(), "AAAA"), Sealed.DATASET))
                .isEqualTo(new Forged());
    }

    @Test
    void nothingThatIsSaidHoldsASecret() throws Exception {
        var wrapped = keks.newKey(Sealed.DATASET);
        var key = opened(keks.open(wrapped, Sealed.DATASET));
        var sealed = Sealed.seal(key, Sealed.FILE, Sealed.plain(100));
        var said = new StringWriter();
        said.append(keks + " " + wrapped + " " + key + " " + new Opened(key));
        said.append(" " + keks.open(wrapped, OTHER_DATASET));
        try {
            Sealed.unseal(key, Sealed.OTHER_FILE, sealed);
        } catch (NotGenuine e) {
            e.printStackTrace(new PrintWriter(said, true));
        }
        Files.writeString(file, Files.readString(file).replace("ENABLED", "DISABLED"));
        try {
            KeyEncryptionKeys.read(file);
        } catch (KeyFileRefused e) {
            e.printStackTrace(new PrintWriter(said, true));
        }

        assertThat(said.toString()).contains("NotGenuine", "KeyFileRefused");
        for (var secret : secrets(key)) {
            assertThat(said.toString()).doesNotContainIgnoringCase(secret);
        }
    }

    @Test
    void aServiceReadsTheFileItsSettingNames() throws IOException {
        var context =
                new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(SealingAutoConfiguration.class));

        context.run(started -> assertThat(started).hasNotFailed().doesNotHaveBean(KeyEncryptionKeys.class));
        context.withPropertyValues("strainlake.sealing.kek-file=" + file).run(started -> {
            assertThat(started).hasNotFailed();
            assertThat(started.getBean(KeyEncryptionKeys.class).primaryId()).isEqualTo(keks.primaryId());
        });
        context.withPropertyValues("strainlake.sealing.kek-file=" + dir.resolve("none"))
                .run(started -> assertThat(started).hasFailed());
        context.withPropertyValues("strainlake.sealing.kek-file=" + file, "strainlake.sealing.kekfil=x")
                .run(started -> assertThat(started).hasFailed());
    }

    private List<String> secrets(DatasetKey key) throws Exception {
        var handle = TinkJsonProtoKeysetFormat.parseKeyset(
                key.discloseForRelease(), StreamingAeadConfig2026.get(), InsecureSecretKeyAccess.get());
        var raw = ((AesGcmHkdfStreamingKey) handle.getPrimary().getKey())
                .getInitialKeyMaterial()
                .toByteArray(InsecureSecretKeyAccess.get());
        var kek = Pattern.compile("\"value\": *\"([^\"]+)\"").matcher(Files.readString(file));
        assertThat(kek.find()).isTrue();
        return List.of(
                HexFormat.of().formatHex(raw).substring(0, 16),
                Base64.getEncoder().encodeToString(raw).substring(0, 12),
                kek.group(1).substring(8, 24));
    }

    private static DatasetKey opened(KeyResult result) {
        assertThat(result).isInstanceOf(Opened.class);
        return ((Opened) result).key();
    }
}
