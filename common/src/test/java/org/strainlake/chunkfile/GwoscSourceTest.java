package org.strainlake.chunkfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jhdf.HdfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.strainlake.strain.ChannelName;
import org.strainlake.strain.Detector;
import org.strainlake.time.GpsInterval;
import org.strainlake.time.GpsTime;

class GwoscSourceTest {
    private static final GpsTime START = GpsTime.ofSeconds(1_187_008_512);
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    private Path dir;

    private Path file;

    @BeforeEach
    void writeASource() throws IOException {
        file = dir.resolve("V-V1_O2LIKE-1187008512-8.hdf5");
        new StrainGenerator(new ChannelName("V1:Hrec_hoft_4096Hz"), START, 8, 4096, 7, 2).write(file);
    }

    @Test
    void aSourceTellsWhatItHolds() throws IOException {
        try (var source = GwoscSource.open(file)) {
            assertThat(source.interval()).isEqualTo(GpsInterval.of(START, Duration.ofSeconds(8)));
            assertThat(source.sampleRateHz()).isEqualTo(4096);
            assertThat(source.detector()).isEqualTo(Detector.V1);
            assertThat(source.channel()).isEqualTo(new ChannelName("V1:Hrec_hoft_4096Hz"));
        }
    }

    @Test
    void slicesJoinedAreTheWhole() throws IOException {
        try (var source = GwoscSource.open(file)) {
            var whole = source.read(START, Duration.ofSeconds(8));
            for (int second = 0; second < 8; second++) {
                var slice = source.read(START.plus(Duration.ofSeconds(second)), SECOND);

                assertThat(slice.strain()).isEqualTo(whole.strain().slice(second * 4096, 4096));
                assertThat(slice.quality().words().get(0))
                        .isEqualTo(whole.quality().words().get(second));
            }
        }
    }

    @Test
    void aGapIsReadAsNanWithQualityZero() throws IOException {
        try (var source = GwoscSource.open(file)) {
            var gap = source.read(START.plus(Duration.ofSeconds(3)), SECOND);

            assertThat(gap.quality().words().get(0)).isZero();
            assertThat(gap.strain().get(0)).isNaN();
            assertThat(gap.strain().get(4095)).isNaN();
        }
    }

    @Test
    void whatTheFileDoesNotCoverIsRefused() throws IOException {
        try (var source = GwoscSource.open(file)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> source.read(START.plus(Duration.ofSeconds(7)), Duration.ofSeconds(2)))
                    .withMessageContaining("1187008512 to 1187008520");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> source.read(START.plus(Duration.ofSeconds(-1)), SECOND));
            assertThatIllegalArgumentException().isThrownBy(() -> source.read(START, Duration.ofMillis(1500)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 40, 100, 5_000, 200_000, -1})
    void aTruncatedFileIsToldByName(int length) throws IOException {
        var bytes = Files.readAllBytes(file);
        var cut =
                Files.write(dir.resolve("cut.hdf5"), Arrays.copyOf(bytes, length < 0 ? bytes.length + length : length));

        assertThatExceptionOfType(UnreadableSource.class)
                .isThrownBy(() -> GwoscSource.open(cut))
                .withMessageStartingWith(cut.toString())
                .withMessageMatching("(?s).*(truncated|empty|not an HDF5 file).*");
    }

    @Test
    void aFileOfAnotherKindIsToldByName() throws IOException {
        var text = Files.writeString(dir.resolve("notes.hdf5"), "strain\n".repeat(100));

        assertThatExceptionOfType(UnreadableSource.class)
                .isThrownBy(() -> GwoscSource.open(text))
                .withMessage(text + ": not an HDF5 file");
    }

    @Test
    void aMissingFileIsToldByName() {
        assertThatExceptionOfType(UnreadableSource.class)
                .isThrownBy(() -> GwoscSource.open(dir.resolve("none.hdf5")))
                .withMessageContaining("there is no such file");
    }

    @Test
    void anHdf5FileThatIsNotOfGwoscNamesTheMissingDataset() {
        var other = dir.resolve("other.hdf5");
        try (var hdf = HdfFile.write(other)) {
            hdf.putGroup("meta").putDataset("Detector", "V1");
        }

        assertThatExceptionOfType(UnreadableSource.class)
                .isThrownBy(() -> GwoscSource.open(other))
                .withMessage(other + ": not a GWOSC file: the dataset strain/Strain is missing");
    }

    @Test
    void anotherSampleRateIsRefused() {
        assertThatExceptionOfType(UnreadableSource.class)
                .isThrownBy(() -> GwoscSource.open(file, 16384))
                .withMessageEndingWith("sampled at 4096 Hz, wanted are 16384 Hz");
    }

    @Test
    void aSampleRateThatIsNoWholeNumberIsRefused() {
        assertThatExceptionOfType(UnreadableSource.class)
                .isThrownBy(() -> GwoscSource.open(strain(0.0003, 4096L)))
                .withMessageContaining("Xspacing of strain/Strain is 3.0E-4");
    }

    @Test
    void aNumberOfPointsThatDoesNotMatchIsRefused() {
        assertThatExceptionOfType(UnreadableSource.class)
                .isThrownBy(() -> GwoscSource.open(strain(1.0 / 4096, 4095L)))
                .withMessageContaining("4096 samples, its attribute Npoints says 4095");
    }

    private Path strain(double spacing, long points) {
        var odd = dir.resolve("odd.hdf5");
        try (var hdf = HdfFile.write(odd)) {
            hdf.putGroup("meta").putDataset("Detector", "V1");
            var strain = hdf.putGroup("strain").putDataset("Strain", new double[4096]);
            strain.putAttribute("Xspacing", spacing);
            strain.putAttribute("Npoints", points);
            strain.putAttribute("Xstart", 1_187_008_512L);
        }
        return odd;
    }
}
