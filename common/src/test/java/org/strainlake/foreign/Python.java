package org.strainlake.foreign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.strainlake.checksum.Sha256Checksum;

/**
 * The Python that holds the foreign readers of {@code judges/requirements.txt}: the one that the system property
 * {@code strainlake.python} or the environment's {@code STRAINLAKE_PYTHON} names, else one of a virtual
 * environment made once for all modules, below {@code target/} of the whole.
 */
public final class Python {
    /** Where the requirements and the judges are. */
    public static final Path JUDGES = Path.of("..", "judges").toAbsolutePath().normalize();

    private static final Path REQUIREMENTS = JUDGES.resolve("requirements.txt");

    private Python() {}

    /**
     * The command.
     *
     * @throws IllegalStateException if none is named and none can be made
     */
    public static String command() {
        var named = System.getProperty("strainlake.python", System.getenv().getOrDefault("STRAINLAKE_PYTHON", ""));
        return named.isEmpty() ? ownEnvironment() : named;
    }

    /** Runs a command to its end, both outputs as one; exit code -1 if it cannot be started. */
    public static Answer run(List<String> command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
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

    /** What a command said, and how it ended. */
    public record Answer(int exitCode, String output) {}

    private static synchronized String ownEnvironment() {
        try {
            var name = "foreign-readers-" + Sha256Checksum.of(Files.readAllBytes(REQUIREMENTS));
            var environment = Path.of("..", "target", name).toAbsolutePath().normalize();
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
                        REQUIREMENTS.toString()));
                Files.createFile(complete);
            }
            return python;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void mustRun(List<String> command) {
        var answer = run(command);
        if (answer.exitCode() != 0) {
            throw new IllegalStateException("The foreign readers need python3 with venv and PyPI, or"
                    + " STRAINLAKE_PYTHON must name a Python that has what judges/requirements.txt lists. "
                    + String.join(" ", command) + " ended with " + answer.exitCode() + ": " + answer.output());
        }
    }
}
