package org.strainlake.rehearsal.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftOutTest {
    private static final String LINES = """
            {"gpsStart":100,"did":"virgo:a","class":"delivered"}
            {"gpsStart":101,"class":"lost","reason":"absent-at-source"}
            {"gpsStart":102,"did":"virgo:b","class":"lost","reason":"not-stored"}
            {"gpsStart":103,"class":"pending"}

            """;

    @TempDir
    Path directory;

    @Test
    void whatTheBookCallsAbsentAtTheSourceIsFoundAndNothingElse() throws IOException {
        var leftOut = leftOut(101L);

        assertThat(leftOut.found()).containsExactly(101L);
        assertThat(leftOut.complaints()).isEmpty();
    }

    @Test
    void aSecondThatWasLeftOutAndIsSomethingElseInTheBookIsNamed() throws IOException {
        assertThat(leftOut(101L, 103L).complaints())
                .containsExactly(
                        "second 103 was not written, and the book does not say that it is lost, absent at the source");
    }

    @Test
    void aSecondThatWasWrittenAndIsAbsentInTheBookIsNamed() throws IOException {
        assertThat(leftOut().complaints())
                .containsExactly("the book says that second 101 is absent at the source, where it was written");
    }

    @Test
    void aRunSucceedsIfTheSecondsThatWereLeftOutAndNoOthersAreLost() throws IOException {
        var book = new Book(4, 3, 0, 1, 0, 0, 0, true);
        var files = new DeliveredFiles(3, 0, 0, 0, 0, 3);
        var lake = new LakeContent(1, 3, 3, List.of());

        assertThat(Verdict.of(3, book.without(1), files, lake)
                        .and(leftOut(101L))
                        .complaints())
                .isEmpty();
        assertThat(Verdict.of(3, book, files, lake).and(leftOut(101L)).complaints())
                .contains("1 chunk is lost");
        assertThat(Verdict.of(3, book.without(1), files, lake)
                        .and(leftOut(100L))
                        .succeeded())
                .isFalse();
    }

    private LeftOut leftOut(Long... planned) throws IOException {
        return LeftOut.of(List.of(planned), Files.writeString(directory.resolve("lines.ndjson"), LINES));
    }
}
