package org.strainlake.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** One process that was started here. */
public final class Part {
    private final String name;
    private final long pid;
    private final ProcessHandle process;
    private final Path log;
    private final AtomicLong peakRssBytes = new AtomicLong();

    /**
     * A process.
     *
     * @param log what it prints
     */
    public Part(String name, ProcessHandle process, Path log) {
        this.name = name;
        this.pid = process.pid();
        this.process = process;
        this.log = log;
    }

    /** What it is called, such as {@code uploader-service}. */
    public String name() {
        return name;
    }

    /** What it prints. */
    public Path log() {
        return log;
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Its process id. */
    public long pid() {
        return pid;
    }

    /**
     * Resident memory now, in bytes; 0 if it runs no longer. PostgreSQL's is that of the server's first
     * process, without its shared memory's copies in the others.
     */
    public long rssBytes() {
        try {
            long now = field("VmRSS:");
            peakRssBytes.accumulateAndGet(Math.max(now, field("VmHWM:")), Math::max);
            return now;
        } catch (IOException e) { // it ended
            return 0;
        }
    }

    /** The highest resident memory seen, in bytes. */
    public long peakRssBytes() {
        return peakRssBytes.get();
    }

    /** Asks it to end, and makes it end when it does not within {@code patience}. */
    public void end(Duration patience) {
        process.destroy();
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            process.destroyForcibly();
        }
    }

    /** Ends it at once, as {@code kill -9} does, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    private long field(String key) throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc/" + pid + "/status"), StandardCharsets.UTF_8)) {
            if (line.startsWith(key)) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        return 0;
    }
}
