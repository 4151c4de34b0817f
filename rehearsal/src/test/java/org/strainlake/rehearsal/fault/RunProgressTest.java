package org.strainlake.rehearsal.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunProgressTest {
    private static final long FIRST = 1_479_858_192L;

    @TempDir
    Path delivered;

    private RunProgress progress;

    @BeforeEach
    void theThirdIsSpoiled() {
        progress = new RunProgress(delivered, FIRST, Set.of(3L));
    }

    @Test
    void nothingIsNoProgress() throws IOException {
        assertThat(progress.newest()).isZero();
        assertThat(progress.isWhole()).isFalse();
    }

    @Test
    void aChunkThatIsHeldUpMakesItIncompleteAndOneThatNeverComesDoesNot() throws IOException {
        deliver(1);
        deliver(2);
        deliver(4);
        deliver(6);
        assertThat(progress.newest()).isEqualTo(6);
        assertThat(progress.isWhole()).isFalse();

        deliver(5);
        assertThat(progress.isWhole()).isTrue();
    }

    @Test
    void whatIsStillWrittenDoesNotCount() throws IOException {
        deliver(1);
        Files.createFile(delivered.resolve(".V-V1_HOFT_REPLAY_TAG-" + (FIRST + 1) + "-1.h5"));

        assertThat(progress.newest()).isEqualTo(1);
    }

    @Test
    void aFileIsKnownByItsSecondAlsoIfItIsSealed() {
        assertThat(progress.number("V-V1_HOFT_REPLAY_TAG-" + (FIRST + 1) + "-1.h5"))
                .isEqualTo(2);
        assertThat(progress.number("V-V1_HOFT_REPLAY_TAG-" + (FIRST + 2) + "-1.h5.sealed"))
                .isEqualTo(3);
        assertThat(progress.number("SHA256SUMS")).isZero();
    }

    private void deliver(long chunk) throws IOException {
        Files.createFile(delivered.resolve("V-V1_HOFT_REPLAY_TAG-" + (FIRST + chunk - 1) + "-1.h5"));
    }
}
