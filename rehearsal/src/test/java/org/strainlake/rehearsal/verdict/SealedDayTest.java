package org.strainlake.rehearsal.verdict;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strainlake.checksum.Sha256Checksum;

class SealedDayTest {
    private static final String BOOK = """
            run,gpsStart,did,bytes,sha256,plainSha256,follower,class,reason
            r,1,virgo:a.h5,1,,,cnaf,delivered,
            r,2,,,,,cnaf,lost,absent-at-source
            r,1,virgo:a.h5,1,,,other,late,over-budget
            """;

    @TempDir
    Path directory;

    private Path sealed;
    private Path delivered;

    @BeforeEach
    void seal() throws Exception {
        sealed = Files.createDirectory(directory.resolve("sealed"));
        delivered = Files.createDirectory(directory.resolve("delivered"));
        Files.writeString(delivered.resolve("a.h5"), "a");
        write("SHA256SUMS", sum("a") + "  a.h5\n");
        write("book.csv", BOOK);
        write("MANIFEST", "# day\n" + sum(read("SHA256SUMS")) + "  SHA256SUMS\n" + sum(BOOK) + "  book.csv\n");
        var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        var signing = Signature.getInstance("Ed25519");
        signing.initSign(pair.getPrivate());
        signing.update(read("MANIFEST").getBytes(UTF_8));
        Files.write(sealed.resolve("MANIFEST.sig"), signing.sign());
        write(
                "key.pem",
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
    }

    @Test
    void aGoodDayHasNoDifferences() throws IOException {
        var day = judge();

        assertThat(day.differences()).isEmpty();
        assertThat(day.sums()).isEqualTo(1);
        assertThat(day.agreed()).isEqualTo(1);
        assertThat(day.classes()).isEqualTo(Map.of("delivered", 1L, "lost", 1L));
    }

    @Test
    void aChangedFileIsTold() throws IOException {
        Files.writeString(delivered.resolve("a.h5"), "b");

        assertThat(judge().differences()).containsExactly("a.h5 has another sum than in SHA256SUMS");
        assertThat(judge().agreed()).isZero();
    }

    @Test
    void aChangedBookIsTold() throws IOException {
        write("book.csv", BOOK.replace("lost", "late"));

        assertThat(judge().differences()).containsExactly("book.csv has another sum than in MANIFEST");
    }

    @Test
    void aChangedManifestIsTold() throws IOException {
        write("MANIFEST", read("MANIFEST") + "# more\n");

        assertThat(judge().differences()).containsExactly("the signature of 2017-01-04 is not good");
    }

    @Test
    void aDayThatSaysOtherThanTheBookIsAComplaint() throws IOException {
        var good = new Verdict(List.of());

        assertThat(good.and(List.of(judge()), new Book(2, 1, 0, 1, 0, 0, 0, true))
                        .complaints())
                .isEmpty();
        assertThat(good.and(List.of(judge()), new Book(2, 2, 0, 0, 0, 0, 0, true))
                        .complaints())
                .containsExactly("the sealed days have {delivered=1, lost=1}, the book has {delivered=2}");
    }

    private SealedDay judge() throws IOException {
        return SealedDay.judge("2017-01-04", sealed, delivered, 0, "r", "cnaf");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(sealed.resolve(name), text);
    }

    private String read(String name) throws IOException {
        return Files.readString(sealed.resolve(name));
    }

    private static String sum(String text) {
        return Sha256Checksum.of(text.getBytes(UTF_8)).hex();
    }
}
