package org.strainlake.downloader.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.downloader.follow.DirectorySpec;
import org.strainlake.downloader.verify.Expectation;
import org.strainlake.lake.DataIdentifier;

class DirectorySinkTest {
    private static final byte[] BYTES = {1, 2, 3, 4};

    @TempDir
    Path directory;

    @Test
    void aFileHasItsNameOnlyWhenCommitted() throws IOException {
        var sink = new DirectorySink("test", new DirectorySpec(directory.resolve("new"), 0, true));

        try (var delivery = sink.begin(did(1))) {
            delivery.write(BYTES, 0, BYTES.length);
            assertThat(sink.path(did(1))).doesNotExist();
            delivery.commit();
        }

        assertThat(names(directory.resolve("new"))).containsExactly(did(1).name());
        assertThat(sink.path(did(1))).hasBinaryContent(BYTES);
    }

    @Test
    void aFileThatIsNotCommittedLeavesNoTrace() throws IOException {
        var sink = sink(0);

        try (var delivery = sink.begin(did(1))) {
            delivery.write(BYTES, 0, 2);
        }

        assertThat(names(directory)).isEmpty();
    }

    @Test
    void itKnowsAFileThatAnEarlierRunDelivered() throws IOException {
        deliver(sink(0), 1);

        assertThat(sink(0).holds(did(1), new Expectation(4, Adler32Checksum.of(BYTES), null)))
                .isTrue();
        assertThat(sink(0).holds(did(1), new Expectation(4, new Adler32Checksum("00000000"), null)))
                .isFalse();
        assertThat(sink(0).holds(did(2), new Expectation(4, Adler32Checksum.of(BYTES), null)))
                .isFalse();
    }

    @Test
    void aRingKeepsTheNewestByGpsTimeAlsoAfterARestart() throws IOException {
        Files.writeString(directory.resolve("README"), "not a chunk");
        var sink = sink(3);
        for (long gps : List.of(5L, 1L, 4L, 2L, 3L)) {
            deliver(sink, gps);
        }
        assertThat(names(directory)).containsExactlyInAnyOrder(names(3, 4, 5));

        deliver(sink(3), 6);

        assertThat(names(directory)).containsExactlyInAnyOrder(names(4, 5, 6));
    }

    @Test
    void whatAnEarlierRunLeftHalfWrittenIsRemoved() throws IOException {
        Files.write(directory.resolve(".part-9"), BYTES);

        sink(0).prepare();

        assertThat(names(directory)).isEmpty();
    }

    @Test
    void aFullDiskIsNamedAndPassesAndLeavesNothingHalfWritten() throws IOException {
        var small = Configuration.unix().toBuilder()
                .setBlockSize(64)
                .setMaxSize(256)
                .build();
        try (var disk = Jimfs.newFileSystem(small)) {
            var sink = new DirectorySink("test", new DirectorySpec(disk.getPath("/sink"), 0, false));
            var other = disk.getPath("/other");
            Files.write(other, new byte[128]);

            assertThatThrownBy(() -> {
                        try (var delivery = sink.begin(did(1))) {
                            delivery.write(new byte[200], 0, 200);
                        }
                    })
                    .isInstanceOf(SinkTrouble.class)
                    .hasMessageContaining("/sink")
                    .hasMessageContaining("test")
                    .hasMessageContaining(did(1).toString())
                    .hasMessageContaining("out of disk space");
            assertThat(sink.trouble()).isNotNull();
            assertThat(names(disk.getPath("/sink"))).isEmpty();

            Files.delete(other);
            deliver(sink, 1);

            assertThat(sink.trouble()).isNull();
        }
    }

    @Test
    void aDirectoryThatCannotBeMadeIsTroubleUntilItCan() throws IOException {
        var blocked = Files.writeString(directory.resolve("blocked"), "a file where a directory must be");
        var sink = new DirectorySink("test", new DirectorySpec(blocked, 0, true));

        assertThatThrownBy(() -> sink.begin(did(1))).isInstanceOf(SinkTrouble.class);
        Files.delete(blocked);
        deliver(sink, 1);

        assertThat(sink.trouble()).isNull();
    }

    @Test
    void aNameWithASlashStaysInTheDirectory() {
        assertThat(sink(0).path(new DataIdentifier("virgo", "a/../../b")).getParent())
                .isEqualTo(directory);
    }

    private DirectorySink sink(int keep) {
        return new DirectorySink("test", new DirectorySpec(directory, keep, true));
    }

    private static void deliver(DirectorySink sink, long gps) throws IOException {
        try (var delivery = sink.begin(did(gps))) {
            delivery.write(BYTES, 0, BYTES.length);
            delivery.commit();
            delivery.settle();
        }
    }

    private static DataIdentifier did(long gps) {
        return new DataIdentifier("virgo", "V-V1_HOFT-" + gps + "-1.h5");
    }

    private static String[] names(long... seconds) {
        return LongStream.of(seconds).mapToObj(gps -> did(gps).name()).toArray(String[]::new);
    }

    private static List<String> names(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> !name.equals("README"))
                    .toList();
        }
    }
}
