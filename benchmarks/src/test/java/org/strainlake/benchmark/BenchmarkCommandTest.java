package org.strainlake.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchmarkCommandTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "fed", "feed --quik", "feed now", "seal now"})
    void whatItDoesNotKnowIsAUsageError(String arguments) {
        var said = new StringWriter();

        int code = BenchmarkCommand.commandLine()
                .setErr(new PrintWriter(said))
                .execute(arguments.isEmpty() ? new String[0] : arguments.split(" "));

        assertThat(code).isEqualTo(2);
        assertThat(said.toString()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "feed --help", "seal --help"})
    void helpIsNoError(String arguments) {
        var said = new StringWriter();

        int code = BenchmarkCommand.commandLine().setOut(new PrintWriter(said)).execute(arguments.split(" "));

        assertThat(code).isZero();
        assertThat(said.toString()).contains("Usage: benchmarks/run");
    }
}
