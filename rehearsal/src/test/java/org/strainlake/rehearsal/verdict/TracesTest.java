package org.strainlake.rehearsal.verdict;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracesTest {
    private static final int BUFFER = 1 << 18;
    private static final byte[] STRAIN = "strain, thirty-two bytes of it..".getBytes(US_ASCII);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                7,
                1000,
                BUFFER - 40,
                BUFFER - 32,
                BUFFER - 31,
                BUFFER - 8,
                BUFFER - 1,
                BUFFER,
                3 * BUFFER - 32
            })
    void aPieceIsFoundWhereverItLies(int place) throws IOException {
        var bytes = new byte[3 * BUFFER];
        new Random(4).nextBytes(bytes);
        System.arraycopy(STRAIN, 0, bytes, place, STRAIN.length);
        Files.write(directory.resolve("file"), bytes);

        assertThat(traces().below(directory, Set.of())).containsExactly("strain in file");
    }

    @Test
    void aPieceThatIsCutOrChangedIsNotFound() throws IOException {
        Files.write(directory.resolve("cut"), Arrays.copyOf(STRAIN, STRAIN.length - 1));
        var changed = STRAIN.clone();
        changed[STRAIN.length - 1]++;
        Files.write(directory.resolve("changed"), changed);

        assertThat(traces().below(directory, Set.of())).isEmpty();
    }

    @Test
    void aPieceIsFoundAfterOneThatOnlyBeginsAlike() throws IOException {
        var text = "strain, strain, thirty-two strain, thirty-two bytes of it..".getBytes(US_ASCII);
        Files.write(directory.resolve("file"), text);

        assertThat(traces().below(directory, Set.of())).containsExactly("strain in file");
    }

    @Test
    void directoriesBelowAreLookedAtUnlessTheyMayHoldIt() throws IOException {
        var sink = Files.createDirectories(directory.resolve("sink"));
        var store = Files.createDirectories(directory.resolve("store/deep"));
        Files.write(sink.resolve("file"), STRAIN);
        Files.write(store.resolve("file"), STRAIN);

        assertThat(traces().below(directory, Set.of(sink))).containsExactly("strain in store/deep/file");
    }

    @Test
    void whatIsTooShortIsNotLookedFor() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Traces().add("key", new byte[7]));
    }

    private static Traces traces() {
        var traces = new Traces();
        traces.add("strain", STRAIN);
        return traces;
    }
}
