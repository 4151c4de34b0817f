package org.strainlake.foreign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.strainlake.checksum.Sha256Checksum;

/**
 * A Python that has what a list of requirements names: the one that the environment or a system property names, else
 * one of a virtual environment made once for all modules, below {@code target/} of the whole.
 */
public final class Python {
    /** Where the foreign readers' requirements and the judges are. */
    public static final Path JUDGES = Path.of("..", "judges").toAbsolutePath().normalize();

    /** Where the tools for users and their requirements are. */
    public static final Path TOOLS = Path.of("..", "tools").toAbsolutePath().normalize();

    private Python() {}

    /**
     * The command that runs the judges: {@code strainlake.python} or {@code STRAINLAKE_PYTHON} if named.
     *
     * @throws IllegalStateException if none is named and none can be made
     */
    public static String command() {
        return command("strainlake.python", "STRAINLAKE_PYTHON", "foreign-readers", JUDGES);
    }

    /**
     * The command that runs the tools: {@code strainlake.tools-python} or {@code STRAINLAKE_TOOLS_PYTHON} if named, else one
     * that has nothing but what they say they need.
     *
     * @throws IllegalStateException if none is named and none can be made
     */
    public static String commandForTools() {
        return command("strainlake.tools-python", "STRAINLAKE_TOOLS_PYTHON", "tools", TOOLS);
    }

    private static String command(String property, String variable, String name, Path directory) {
        var named = System.getProperty(property, System.getenv().getOrDefault(variable, ""));
        return named.isEmpty() ? ownEnvironment(name, variable, directory.resolve("requirements.txt")) : named;
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

    private static synchronized String ownEnvironment(String kind, String variable, Path requirements) {
        try {
            var name = kind + "-" + Sha256Checksum.of(Files.readAllBytes(requirements));
            var environment = Path.of("..", "target", name).toAbsolutePath().normalize();
            var complete = environment.resolve("complete");
            var python = environment.resolve("bin").resolve("python").toString();
            if (!Files.exists(complete)) {
                mustRun(variable, requirements, List.of("python3", "-m", "venv", "--clear", environment.toString()));
                mustRun(
                        variable,
                        requirements,
                        List.of(
                                python,
                                "-m",
                                "pip",
                                "install",
                                "--quiet",
                                "--disable-pip-version-check",
                                "-r",
                                requirements.toString()));
                Files.createFile(complete);
            }
            return python;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void mustRun(String variable, Path requirements, List<String> command) {
        var answer = run(command);
        if (answer.exitCode() != 0) {
            throw new IllegalStateException("Needed are python3 with venv and PyPI, or " + variable
                    + " must name a Python that has what " + requirements + " lists. "
                    + String.join(" ", command) + " ended with " + answer.exitCode() + ": " + answer.output());
        }
    }
}
