package org.strainlake.chunkfile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The Python that holds h5py and gwpy: the one that the system property {@code strainlake.python} or the
 * environment's {@code STRAINLAKE_PYTHON} names, else one of a virtual environment made once under
 * {@code target/}.
 */
final class ForeignReaders {
    private static final Path JUDGES = Path.of("..", "judges").toAbsolutePath().normalize();

    private final String python;

    private ForeignReaders(String python) {
        this.python = python;
    }

    static ForeignReaders find() {
        var named = System.getProperty("strainlake.python", System.getenv().getOrDefault("STRAINLAKE_PYTHON", ""));
        return new ForeignReaders(named.isEmpty() ? ownEnvironment() : named);
    }

    Answer readChunks(Path delivered, Path chunks, Path source) {
        return run(List.of(
                python,
                JUDGES.resolve("read_chunks.py").toString(),
                delivered.toString(),
                chunks.toString(),
                source.toString()));
    }

    private static String ownEnvironment() {
        var environment = Path.of("target", "foreign-readers").toAbsolutePath();
        var complete = environment.resolve("complete");
        var python = environment.resolve("bin").resolve("python").toString();
        if (!Files.exists(complete)) {
            mustRun(List.of("python3", "-m", "venv", "--clear", environment.toString()));
            mustRun(List.of(
                    python,
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--disable-pip-version-check",
                    "-r",
                    JUDGES.resolve("requirements.txt").toString()));
            try {
                Files.createFile(complete);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return python;
    }

    private static void mustRun(List<String> command) {
        var answer = run(command);
        if (answer.exitCode() != 0) {
            throw new IllegalStateException("The foreign readers (h5py, gwpy) need python3 with venv and PyPI, or"
                    + " STRAINLAKE_PYTHON must name a Python that has what judges/requirements.txt lists. "
                    + String.join(" ", command) + " ended with " + answer.exitCode() + ": " + answer.output());
        }
    }

    private static Answer run(List<String> command) {
        try {
            var process = new ProcessBuilder(new ArrayList<>(command))
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(process.waitFor(), output);
        } catch (IOException e) {
            return new Answer(-1, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + command.getFirst() + " ran", e);
        }
    }

    record Answer(int exitCode, String output) {}
}
