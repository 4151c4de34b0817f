package org.strainlake.uploader.chunking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.chunkfile.GwoscSource;
import org.strainlake.time.GpsTime;
import org.strainlake.uploader.Examples;
import org.strainlake.uploader.Strain;
import org.strainlake.uploader.source.Pace;
import org.strainlake.uploader.source.ReplayPlan;
import org.strainlake.uploader.source.ReplayWish;

class ChunkCutterTest {
    private static final long GPS = 1_167_559_920L;

    @TempDir
    Path directory;

    @Test
    void aChunkIsCutNamedDatedAndSummed() throws IOException {
        try (var cutter = cutter()) {
            var chunk = cutter.cut(9);

            assertThat(chunk.name()).hasToString("V-V1_HOFT_REPLAY_TAG-5009-1.h5");
            assertThat(chunk.replayOf().gps()).isEqualTo(GPS + 1);
            var bytes = chunk.content().open().readAllBytes();
            assertThat(chunk.adler32()).isEqualTo(Adler32Checksum.of(bytes));
            try (var read = GwoscSource.open(Files.write(directory.resolve("chunk.h5"), bytes))) {
                assertThat(read.start()).isEqualTo(GpsTime.ofSeconds(5009));
                assertThat(read.read(read.start(), Duration.ofSeconds(1))
                                .strain()
                                .get(3))
                        .isEqualTo((GPS + 1) * 1e-24);
            }
        }
    }

    @Test
    void theSameChunkHasTheSameBytesWhenItIsCutAgainLater() throws IOException {
        try (var first = cutter();
                var second = cutter()) {
            second.cut(1);

            assertThat(second.cut(3).sha256()).isEqualTo(first.cut(3).sha256());
        }
    }

    @Test
    void neverMoreThanTheBoundIsCutAhead() throws Exception {
        var cut = new AtomicLong();
        var givenUp = new CopyOnWriteArrayList<ChunkFile>();
        try (var cutter = cutter();
                var ahead = new LookAhead(
                        n -> {
                            var file = cutter.cut(n);
                            cut.incrementAndGet();
                            return file;
                        },
                        0,
                        8,
                        2,
                        givenUp::add)) {
            // Two lie ready, the third waits for room.
            await().until(() -> cut.get() == 3);
            assertThat(ahead.take().name().gpsStart()).isEqualTo(5000);
            await().until(() -> cut.get() == 4);
            assertThat(ahead.take().name().gpsStart()).isEqualTo(5001);
        }
        assertThat(cut.get()).isLessThanOrEqualTo(5);
        assertThat(givenUp).hasSize((int) cut.get() - 2);
    }

    @Test
    void aFailureComesInItsTurn() throws Exception {
        try (var cutter = cutter();
                var ahead = new LookAhead(
                        n -> {
                            if (n == 1) {
                                throw new IllegalStateException("broken");
                            }
                            return cutter.cut(n);
                        },
                        0,
                        8,
                        4,
                        chunk -> {})) {
            assertThat(ahead.take().name().gpsStart()).isEqualTo(5000);
            assertThatExceptionOfType(IOException.class).isThrownBy(ahead::take).withMessageContaining("broken");
        }
    }

    private ChunkCutter cutter() throws IOException {
        var source = directory.resolve("V-V1_SOURCE-" + GPS + "-8.hdf5");
        if (!Files.exists(source)) {
            Strain.file(directory, GPS, 8);
        }
        var plan = new ReplayPlan(source, GPS, 8, ReplayWish.Order.SEQUENTIAL, 0, Pace.MAX, 5000, 1, 100);
        return new ChunkCutter(Examples.stream(), "TAG", plan, GwoscSource.open(source));
    }
}
