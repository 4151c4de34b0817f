package org.strainlake.testbed.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Rucio's own command {@code rucio}, as the test bed installs it, run as a process. */
final class RucioClient {
    private static final String SCRIPT =
            "eval \"$(\"$STRAINLAKE_TESTBED\" env)\" && exec \"$(dirname \"$RUCIO_TESTBED_PYTHON\")/rucio\" \"$@\"";

    private RucioClient() {}

    /** Runs the command in a directory; one that fails fails the test, with what it said. */
    static void run(Path directory, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("bash", "-c", SCRIPT, "rucio"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new AssertionError("rucio " + List.of(arguments) + " ended with " + status + ": " + said);
        }
    }
}
