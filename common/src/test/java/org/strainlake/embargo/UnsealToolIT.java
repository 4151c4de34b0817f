package org.strainlake.embargo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strainlake.embargo.KeyResult.Opened;
import org.strainlake.foreign.Python;
import org.strainlake.lake.DataIdentifier;
import tools.jackson.databind.json.JsonMapper;

/** {@code tools/unseal.py}, with Google's own Python reader, opens what was sealed here. */
class UnsealToolIT {
    private static final byte[] PLAIN = Sealed.plain(3 * SealedLayout.SEGMENT_BYTES + 500);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static String python;

    @TempDir
    private Path dir;

    private final DatasetKey key = DatasetKey.generate(Sealed.DATASET);
    private Path storage;
    private Path out;
    private Path sealed;
    private Path keyset;

    @BeforeAll
    static void findPython() {
        python = Python.commandForTools();
    }

    @BeforeEach
    void sealOne() throws IOException {
        storage = Files.createDirectory(dir.resolve("storage"));
        out = Files.createDirectory(dir.resolve("out"));
        sealed = Files.write(storage.resolve(Sealed.FILE.did().name()), Sealed.seal(key, Sealed.FILE, PLAIN));
        keyset = Files.writeString(dir.resolve("keyset.json"), key.discloseForRelease());
    }

    @Test
    void aSealedFileOpensWithTheReleasedKey() {
        var answer = unseal(sealed, "--did", Sealed.FILE, "--key", keyset, "--out", out);

        assertThat(answer.output()).isEqualToIgnoringNewLines(opened(Sealed.FILE) + "");
        assertThat(answer.exitCode()).isZero();
        assertThat(opened(Sealed.FILE)).hasBinaryContent(PLAIN);
        assertThat(out).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void filesOfEveryLengthOpen() throws IOException {
        int segment = SealedLayout.SEGMENT_BYTES;
        var files = new ArrayList<>();
        var lengths =
                List.of(0, 1, segment - 57, segment - 56, segment - 55, 2 * segment - 72, 2 * segment - 71, 1 << 22);
        for (int length : lengths) {
            var name = SealedName.parse("virgo:length-" + length + ".sealed");
            files.add(Files.write(storage.resolve(name.did().name()), Sealed.seal(key, name, Sealed.plain(length))));
        }

        var answer = unseal(files.toArray(), "--scope", "virgo", "--key", keyset, "--out", out);

        assertThat(answer.output()).doesNotContain("unseal.py:");
        assertThat(answer.exitCode()).isZero();
        for (int length : lengths) {
            assertThat(out.resolve("length-" + length)).hasBinaryContent(Sealed.plain(length));
        }
    }

    @Test
    void oneBitFlippedOrOneByteMissingOrAnotherNameIsRefusedAndLeavesNothing() throws IOException {
        var whole = Files.readAllBytes(sealed);
        var files = new ArrayList<>();
        for (int place : new int[] {0, 5, 35, 41, whole.length / 2, whole.length - 1}) {
            var flipped = whole.clone();
            flipped[place] ^= 1;
            files.add(damaged("flip-" + place, flipped));
        }
        for (int length : new int[] {0, 39, 55, SealedLayout.SEGMENT_BYTES, whole.length - 1}) {
            files.add(damaged("cut-" + length, Arrays.copyOf(whole, length)));
        }

        for (var file : files) {
            var answer = unseal(file, "--did", Sealed.FILE, "--key", keyset, "--out", out);

            assertThat(answer.exitCode()).as("%s: %s", file, answer.output()).isEqualTo(1);
            assertThat(answer.output()).contains("unseal.py: " + file).doesNotContain("Traceback");
            assertThat(out).isEmptyDirectory();
        }
        var swapped = unseal(sealed, "--did", Sealed.OTHER_FILE, "--key", keyset, "--out", out);
        assertThat(swapped.exitCode()).isEqualTo(1);
        assertThat(out).isEmptyDirectory();
    }

    @Test
    void whatIsThereIsNotOverwritten() throws IOException {
        Files.writeString(opened(Sealed.FILE), "mine");

        var answer = unseal(sealed, "--did", Sealed.FILE, "--key", keyset, "--out", out);

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.output()).contains("is there already");
        assertThat(opened(Sealed.FILE)).hasContent("mine");
    }

    /** Nothing of the services is asked: only files of the storage, the exported wrapped keys and the KEK are there. */
    @Test
    void anArchiveOpensWithStorageKekAndExportedWrappedKeysAlone() throws IOException {
        var kek = dir.resolve("kek.json");
        var keks = KeyEncryptionKeys.generate(kek);
        var lines = new ArrayList<String>();
        var files = new ArrayList<>();
        for (int hour = 0; hour < 3; hour++) {
            var wrapped = keks.newKey(DataIdentifier.parse("virgo:hour-" + hour));
            lines.add(JSON.writeValueAsString(wrapped));
            for (int file = 0; file < 2; file++) {
                var name = SealedName.parse("virgo:" + hour + "-" + file + ".h5.sealed");
                var bytes = Sealed.seal(openedKey(keks, wrapped), name, Sealed.plain(1000 * hour + file));
                files.add(Files.write(storage.resolve(name.did().name()), bytes));
            }
        }
        var export = Files.write(dir.resolve("wrapped.jsonl"), lines);

        var answer = unseal(files.toArray(), "--scope", "virgo", "--kek", kek, "--wrapped", export, "--out", out);

        assertThat(answer.output()).doesNotContain("unseal.py:");
        assertThat(answer.exitCode()).isZero();
        assertThat(out.resolve("2-1.h5")).hasBinaryContent(Sealed.plain(2001));
        assertThat(out.resolve("0-0.h5")).isEmptyFile();
    }

    @Test
    void afterARotationTheDrillWorksWithTheNewKekAlone() throws IOException {
        var old = KeyEncryptionKeys.generate(dir.resolve("old.json"));
        var wrapped = old.newKey(Sealed.DATASET);
        var datasetKey = openedKey(old, wrapped);
        Files.write(sealed, Sealed.seal(datasetKey, Sealed.FILE, PLAIN));
        var rotated = old.rotate(dir.resolve("new.json"));
        var export = Files.writeString(dir.resolve("wrapped.jsonl"), JSON.writeValueAsString(rotated.wrap(datasetKey)));

        var withOld = unseal(
                sealed, "--did", Sealed.FILE, "--kek", dir.resolve("old.json"), "--wrapped", export, "--out", out);
        var withNew = unseal(
                sealed, "--did", Sealed.FILE, "--kek", dir.resolve("new.json"), "--wrapped", export, "--out", out);

        assertThat(withOld.exitCode()).isEqualTo(3);
        assertThat(withOld.output()).contains(rotated.primaryId()).doesNotContain("Traceback");
        assertThat(withNew.exitCode()).isZero();
        assertThat(opened(Sealed.FILE)).hasBinaryContent(PLAIN);
    }

    @Test
    void aKekMadeByTheDocumentedCommandIsRead() throws IOException {
        var line = Files.readAllLines(Path.of("..", "docs", "sealing.md")).stream()
                .filter(each -> each.contains("new_keyset_handle"))
                .findFirst()
                .orElseThrow();
        var code = line.substring(line.indexOf('\'') + 1, line.lastIndexOf('\''));
        var made = Python.run(List.of(python, "-c", code));
        var kek = Files.writeString(dir.resolve("kek.json"), made.output());
        Files.setPosixFilePermissions(kek, PosixFilePermissions.fromString("rw-------"));

        var keks = KeyEncryptionKeys.read(kek);

        assertThat(openedKey(keks, keks.newKey(Sealed.DATASET)).dataset()).isEqualTo(Sealed.DATASET);
    }

    @Test
    void keysThatCannotBeUsedAreRefusedWithoutBeingQuoted() throws IOException {
        var kek = dir.resolve("kek.json");
        var wrapped = KeyEncryptionKeys.generate(kek).newKey(Sealed.DATASET);
        var export = Files.writeString(dir.resolve("wrapped.jsonl"), JSON.writeValueAsString(wrapped));
        var secret = Files.readString(kek);
        var broken = Files.writeString(dir.resolve("broken.json"), secret.substring(0, secret.length() - 20));
        Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rw-------"));
        var open = Files.writeString(dir.resolve("open.json"), secret);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));

        for (var answer : List.of(
                unseal(sealed, "--did", Sealed.FILE, "--key", broken, "--out", out),
                unseal(sealed, "--did", Sealed.FILE, "--key", kek, "--out", out),
                unseal(sealed, "--did", Sealed.FILE, "--key", dir.resolve("none"), "--out", out),
                unseal(sealed, "--did", Sealed.FILE, "--kek", open, "--wrapped", export, "--out", out),
                unseal(sealed, "--did", Sealed.FILE, "--kek", broken, "--wrapped", export, "--out", out),
                unseal(sealed, "--did", Sealed.FILE, "--kek", kek, "--wrapped", keyset, "--out", out))) {
            assertThat(answer.exitCode()).as(answer.output()).isEqualTo(3);
            assertThat(answer.output()).startsWith("unseal.py: ").doesNotContain("Traceback", "value");
        }
        assertThat(out).isEmptyDirectory();
    }

    @Test
    void wrongUsageIsToldApart() {
        for (var answer : List.of(
                unseal(sealed, "--key", keyset),
                unseal(sealed, "--did", "virgo:not-sealed.h5", "--key", keyset),
                unseal(sealed, "--did", Sealed.FILE),
                unseal(sealed, "--did", Sealed.FILE, "--kek", keyset),
                unseal(sealed, "--did", Sealed.FILE, "--key", keyset, "--out", dir.resolve("none")))) {
            assertThat(answer.exitCode()).as(answer.output()).isEqualTo(2);
        }
    }

    @Test
    void aKeyIsGotWithATokenFromItsFileAndARedirectIsNotFollowed() throws IOException {
        var seen = new CopyOnWriteArrayList<String>();
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/key", exchange -> {
            seen.add(exchange.getRequestHeaders().getFirst("Authorization"));
            var bytes = Files.readAllBytes(keyset);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", "/key");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
        try {
            var address = "http://127.0.0.1:" + server.getAddress().getPort();
            var token = Files.writeString(dir.resolve("token"), "a.b.c\n", StandardCharsets.US_ASCII);

            var got =
                    withToken(token, unsealing(sealed, "--did", Sealed.FILE, "--url", address + "/key", "--out", out));
            var moved = withToken(
                    token, unsealing(sealed, "--did", Sealed.FILE, "--url", address + "/moved", "--out", storage));

            assertThat(got.exitCode()).as(got.output()).isZero();
            assertThat(opened(Sealed.FILE)).hasBinaryContent(PLAIN);
            assertThat(moved.exitCode()).isEqualTo(3);
            assertThat(moved.output()).contains("answers 302").doesNotContain("a.b.c");
            assertThat(seen).containsExactly("Bearer a.b.c");
        } finally {
            server.stop(0);
        }
    }

    private Path damaged(String directory, byte[] bytes) throws IOException {
        return Files.write(Files.createDirectory(dir.resolve(directory)).resolve(sealed.getFileName()), bytes);
    }

    private Path opened(SealedName file) {
        return out.resolve(file.plain().name());
    }

    private static DatasetKey openedKey(KeyEncryptionKeys keks, WrappedKey wrapped) {
        var result = keks.open(wrapped, wrapped.dataset());
        assertThat(result).isInstanceOf(Opened.class);
        return ((Opened) result).key();
    }

    private static Python.Answer withToken(Path token, List<String> command) {
        var all = new ArrayList<>(List.of("env", "BEARER_TOKEN_FILE=" + token));
        all.addAll(command);
        return Python.run(all);
    }

    private static Python.Answer unseal(Object file, Object... options) {
        return Python.run(unsealing(file, options));
    }

    private static Python.Answer unseal(Object[] files, Object... options) {
        var command = unsealing(files[0], options);
        Arrays.stream(files).skip(1).map(Object::toString).forEach(file -> command.add(3, file));
        return Python.run(command);
    }

    private static List<String> unsealing(Object file, Object... options) {
        var command = new ArrayList<>(
                List.of(python, Python.TOOLS.resolve("unseal.py").toString(), file.toString()));
        Arrays.stream(options).map(Object::toString).forEach(command::add);
        return command;
    }
}
