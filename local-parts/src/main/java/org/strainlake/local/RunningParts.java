package org.strainlake.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that names every process started, one {@code pid start-time name} a line, so that the next start,
 * or the script that waits for this one, ends what a crash left behind. The start time, in clock ticks as
 * {@code /proc/PID/stat} has it, keeps a reused pid safe.
 */
public final class RunningParts {
    private static final int START_TIME_FIELD_AFTER_NAME = 19;

    private final Path file;

    /** In a file that is made when the first process is added. */
    public RunningParts(Path file) throws IOException {
        this.file = file;
        Files.createDirectories(file.getParent());
    }

    /** Adds a process. */
    public synchronized void add(long pid, String name) throws IOException {
        Files.writeString(
                file,
                pid + " " + startTime(pid) + " " + name + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** All have ended. */
    public void clear() throws IOException {
        Files.deleteIfExists(file);
    }

    private static String startTime(long pid) throws IOException {
        var stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.UTF_8);
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[START_TIME_FIELD_AFTER_NAME];
    }
}
