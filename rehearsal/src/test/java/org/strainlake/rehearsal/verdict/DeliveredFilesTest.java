package org.strainlake.rehearsal.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strainlake.checksum.Adler32Checksum;

class DeliveredFilesTest {
    @TempDir
    Path directory;

    private Path delivered;
    private Path list;

    @BeforeEach
    void makeDirectories() throws IOException {
        delivered = Files.createDirectory(directory.resolve("delivered"));
        list = Files.createFile(directory.resolve("chunks.jsonl"));
    }

    @Test
    void filesEqualToTheListAreGood() throws IOException {
        upload("a.h5", new byte[] {1, 2, 3});
        Files.write(delivered.resolve("a.h5"), new byte[] {1, 2, 3});

        assertThat(DeliveredFiles.compare(delivered, list, 0)).isEqualTo(new DeliveredFiles(1, 0, 0, 0, 0, 3));
    }

    @Test
    void aFlippedByteMakesAFileDifferent() throws IOException {
        upload("a.h5", new byte[] {1, 2, 3});
        Files.write(delivered.resolve("a.h5"), new byte[] {1, 2, 4});

        assertThat(DeliveredFiles.compare(delivered, list, 0)).isEqualTo(new DeliveredFiles(0, 0, 0, 1, 0, 0));
    }

    @Test
    void missingFilesAndTemporaryOnesAreCounted() throws IOException {
        upload("a.h5", new byte[] {1});
        Files.write(delivered.resolve(".a.h5.part"), new byte[] {1});

        assertThat(DeliveredFiles.compare(delivered, list, 0)).isEqualTo(new DeliveredFiles(0, 0, 1, 0, 1, 0));
    }

    @Test
    void whatLeftARingIsGoneAndNotMissing() throws IOException {
        for (var name : new String[] {"a.h5", "b.h5", "c.h5"}) {
            upload(name, new byte[] {1, 2});
        }
        Files.write(delivered.resolve("b.h5"), new byte[] {1, 2});

        assertThat(DeliveredFiles.compare(delivered, list, 2)).isEqualTo(new DeliveredFiles(1, 1, 1, 0, 0, 4));
    }

    private void upload(String name, byte[] bytes) throws IOException {
        Files.writeString(
                list,
                "{\"name\":\"" + name + "\",\"bytes\":" + bytes.length + ",\"adler32\":\"" + Adler32Checksum.of(bytes)
                        + "\"}\n",
                java.nio.file.StandardOpenOption.APPEND);
    }
}
