package org.strainlake.uploader.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strainlake.time.GpsTime;
import org.strainlake.uploader.Examples;
import org.strainlake.uploader.Strain;

class ReplayPlannerTest {
    private static final long GPS = 1_167_559_920L;
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00.7Z");

    @TempDir
    Path directory;

    private Path root;
    private Path source;
    private ReplayPlanner planner;

    @BeforeEach
    void prepare() throws IOException {
        root = Files.createDirectory(directory.resolve("sources"));
        source = Strain.file(root, GPS, 8);
        planner = new ReplayPlanner(new ReplayProperties(List.of(root), 4, 8), InstantSource.fixed(NOW));
    }

    @Test
    void nowStartsAtThePresentSecond() {
        var plan = plan(ReplayWish.Order.SEQUENTIAL, Pace.parse("1"), new GpsRule.Now(), 20);

        assertThat(plan.firstGps()).isEqualTo(GpsTime.of(NOW).seconds());
    }

    @Test
    void nowAtFullSpeedEndsAtThePresentSecond() {
        var plan = plan(ReplayWish.Order.SEQUENTIAL, Pace.MAX, new GpsRule.Now(), 20);

        assertThat(plan.gpsStart(20)).isEqualTo(GpsTime.of(NOW).seconds());
    }

    @Test
    void keepDatesAsTheSource() {
        var plan = plan(ReplayWish.Order.SEQUENTIAL, Pace.MAX, new GpsRule.Keep(), 8);

        assertThat(plan.firstGps()).isEqualTo(GPS);
        assertThat(plan.takenFrom(7).seconds()).isEqualTo(plan.gpsStart(7));
    }

    @Test
    void keepRefusesMoreChunksThanTheSourceHolds() {
        refused("chunks", "holds 8 chunks", () -> plan(ReplayWish.Order.SEQUENTIAL, Pace.MAX, new GpsRule.Keep(), 9));
    }

    @Test
    void randomDrawsAreNeverKept() {
        refused("gps", "restamped", () -> plan(ReplayWish.Order.RANDOM, Pace.MAX, new GpsRule.Keep(), 1));
    }

    @Test
    void aGivenSecondIsTheFirst() {
        assertThat(plan(ReplayWish.Order.RANDOM, Pace.MAX, GpsRule.parse("1300000000"), 1)
                        .firstGps())
                .isEqualTo(1_300_000_000);
    }

    @Test
    void aFileOutsideTheRootsIsAsUnknownAsOneThatIsNotThere() throws IOException {
        var outside = Strain.file(directory, GPS, 8);
        var link = Files.createSymbolicLink(root.resolve("link.hdf5"), outside);

        refused("source", "no file that may be replayed", () -> planOf(outside));
        refused("source", "no file that may be replayed", () -> planOf(link));
        refused("source", "no file that may be replayed", () -> planOf(root.resolve("absent.hdf5")));
        refused("source", "absolute path", () -> planOf(Path.of("absent.hdf5")));
    }

    @Test
    void aFileThatIsNoStrainIsNamedWithoutItsDirectory() throws IOException {
        var file = Files.writeString(root.resolve("notes.hdf5"), "no strain");

        assertThatExceptionOfType(UnusableReplay.class)
                .isThrownBy(() -> planOf(file))
                .withMessageContaining("notes.hdf5")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(root.toString()));
    }

    @Test
    void anotherSampleRateIsRefused() {
        var other = Examples.stream("other", settings -> settings.put("sample-rate-hz", "4096"));

        refused("source", "16 samples a second", () -> planner.plan(other, wish(source)));
    }

    @Test
    void aSourceThatChangedIsNotOpenedForItsPlan() throws IOException {
        var plan = planOf(source);
        Files.copy(Strain.file(directory, GPS + 1, 8), source, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> planner.open(plan, Examples.stream()).close())
                .withMessageContaining("no longer");
    }

    private ReplayPlan planOf(Path file) {
        return planner.plan(Examples.stream(), wish(file));
    }

    private static ReplayWish wish(Path file) {
        return new ReplayWish(file, ReplayWish.Order.SEQUENTIAL, 0, Pace.MAX, new GpsRule.Now(), 1);
    }

    private ReplayPlan plan(ReplayWish.Order order, Pace pace, GpsRule gps, long chunks) {
        return planner.plan(Examples.stream(), new ReplayWish(source, order, 1, pace, gps, chunks));
    }

    private static void refused(String member, String words, Runnable planning) {
        assertThatExceptionOfType(UnusableReplay.class)
                .isThrownBy(planning::run)
                .withMessageContaining(words)
                .satisfies(e -> assertThat(e.member()).isEqualTo(member));
    }
}
