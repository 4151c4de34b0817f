package org.strainlake.rehearsal.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strainlake.chunkfile.GwoscSource;
import org.strainlake.rehearsal.stage.StrainShape;
import org.strainlake.time.GpsTime;

class LiveDetectorTest {
    private static final long FIRST = 1_479_513_600;
    private static final StrainShape SHAPE = new StrainShape("V1", "V1:Hrec_hoft_4096Hz", 4096);
    private static final LivePace PACE = new LivePace(FIRST, 5, 1);

    /** The fifth second is just over. */
    private static final InstantSource CLOCK =
            InstantSource.fixed(GpsTime.ofSeconds(FIRST + 5).toUtc().plusMillis(10));

    @TempDir
    Path directory;

    @Test
    void everySecondButThoseLeftOutIsAFileWhoseSamplesAreItsGpsTime() throws Exception {
        try (var detector = detector(directory)) {
            detector.start();
            await().until(() -> detector.seconds() == 5);

            try (var files = Files.list(directory)) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .containsExactlyInAnyOrder(name(0), name(1), name(3), name(4));
            }
            try (var file = GwoscSource.open(directory.resolve(name(3)))) {
                var strain = file.read(GpsTime.ofSeconds(FIRST + 3), Duration.ofSeconds(1))
                        .strain();
                assertThat(strain.get(0)).isEqualTo(FIRST + 3);
                assertThat(strain.get(4095)).isEqualTo(FIRST + 3 + 4095 / 4096.0);
            }
        }
    }

    @Test
    void itIsEndedBetweenTwoSecondsOnly() throws Exception {
        var told = new AtomicBoolean();
        try (var detector = detector(directory)) {
            detector.start();
            await().until(() -> detector.seconds() == 5);

            assertThat(detector.endAfter(4, () -> told.set(true))).isFalse();
            assertThat(told).isFalse();
            assertThat(detector.endAfter(5, () -> told.set(true))).isTrue();
            assertThat(told).isTrue();
        }
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsNamed() throws Exception {
        try (var detector = detector(directory.resolve("none"))) {
            detector.start();

            await().untilAsserted(() -> assertThat(catchThrowable(detector::seconds))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the detector cannot write"));
        }
    }

    private static LiveDetector detector(Path directory) {
        return new LiveDetector(directory, SHAPE, "V1_HOFT_LIVE_TAG", PACE, Set.of(FIRST + 2), CLOCK);
    }

    private static String name(long second) {
        return "V-V1_HOFT_LIVE_TAG-" + (FIRST + second) + "-1.h5";
    }
}
