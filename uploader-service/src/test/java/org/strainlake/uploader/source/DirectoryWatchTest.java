package org.strainlake.uploader.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strainlake.chunkfile.ChunkName;

class DirectoryWatchTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final Intake intake = new Intake();
    private Thread thread = Thread.ofVirtual().unstarted(() -> {});

    private static final class Intake implements DirectoryIntake {
        final List<String> taken = new CopyOnWriteArrayList<>();
        final List<Long> sizes = new CopyOnWriteArrayList<>();
        final List<String> rejected = new CopyOnWriteArrayList<>();
        final Set<String> names = ConcurrentHashMap.newKeySet();
        final AtomicInteger scans = new AtomicInteger();

        @Override
        public Set<String> known(Collection<String> asked) {
            return asked.stream().filter(names::contains).collect(Collectors.toSet());
        }

        @Override
        public void take(ChunkName name, Path file) {
            names.add(name.toString());
            taken.add(name.toString());
            sizes.add(file.toFile().length());
        }

        @Override
        public void reject(String name, String reason) {
            rejected.add(name + ": " + reason);
        }

        @Override
        public void trouble(String reason) {}

        @Override
        public void scanned() {
            scans.incrementAndGet();
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }

    private void watch(Duration settle, Duration rescan) {
        var watch = new DirectoryWatch(directory, settle, rescan, intake);
        thread = Thread.ofPlatform().start(() -> {
            try {
                watch.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        await().atMost(LONG).until(() -> intake.scans.get() > 0);
    }

    @Test
    void aBurstOfFiveThousandFilesLosesNone() throws IOException {
        watch(Duration.ofMillis(50), Duration.ofMillis(500));

        for (int i = 0; i < 5000; i++) {
            Files.writeString(directory.resolve("V-V1_HOFT-" + (1000 + i) + "-1.h5"), "strain");
        }

        await().atMost(LONG).until(() -> intake.names.size() == 5000);
        assertThat(intake.taken).as("none comes twice").hasSize(5000);
    }

    @Test
    void whatLiesThereAtTheStartIsTakenButNotWhatIsKnown() throws IOException {
        Files.writeString(directory.resolve("V-V1_HOFT-1-1.gwf"), "strain");
        Files.writeString(directory.resolve("V-V1_HOFT-2-1.gwf"), "strain");
        intake.names.add("V-V1_HOFT-1-1.gwf");

        watch(Duration.ofMillis(10), Duration.ofMillis(100));

        await().atMost(LONG).until(() -> intake.scans.get() > 3);
        assertThat(intake.taken).containsExactly("V-V1_HOFT-2-1.gwf");
    }

    @Test
    void aFileRenamedIntoPlaceIsTakenAtOnce() throws IOException {
        watch(Duration.ofHours(1), Duration.ofHours(1));

        var part = Files.writeString(directory.resolve(".V-V1_HOFT-1-1.h5.tmp"), "strain");
        Files.move(part, directory.resolve("V-V1_HOFT-1-1.h5"));

        await().atMost(LONG).until(() -> intake.taken.equals(List.of("V-V1_HOFT-1-1.h5")));
    }

    @Test
    void aFileThatIsBeingWrittenIsLeftUntilItRests() throws IOException {
        watch(Duration.ofSeconds(2), Duration.ofMillis(50));
        var file = directory.resolve("V-V1_HOFT-1-1.h5");

        for (int i = 0; i < 20; i++) {
            Files.writeString(file, "strain", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            int scans = intake.scans.get();
            await().pollInterval(Duration.ofMillis(5)).atMost(LONG).until(() -> intake.scans.get() > scans);
        }

        await().atMost(LONG).until(() -> !intake.taken.isEmpty());
        assertThat(intake.sizes).containsExactly(120L);
    }

    @Test
    void aFileWithAnotherNameIsReportedOnceAndBlocksNothing() throws IOException {
        watch(Duration.ofMillis(10), Duration.ofMillis(50));

        Files.writeString(directory.resolve("strain of today.h5"), "strain");
        Files.writeString(directory.resolve("README.txt"), "not for us");
        Files.writeString(directory.resolve("V-V1_HOFT-1-1.h5"), "strain");

        await().atMost(LONG).until(() -> intake.taken.size() == 1 && intake.rejected.size() == 1);
        int scans = intake.scans.get();
        await().atMost(LONG).until(() -> intake.scans.get() > scans + 3);
        assertThat(intake.rejected).containsExactly("strain of today.h5: no name after T010150");
    }
}
