package org.strainlake.rehearsal.stage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.strainlake.local.Lacking;

/**
 * A file system of its own, in memory, for one directory, which can be made full while it is written to. When it is released
 * its files lie in the directory as if it had never been there.
 */
final class SmallDisk {
    private static final long ROOMY_BYTES = 1L << 32;

    /** A size of nothing would be no limit. */
    private static final long PAGE_BYTES = 4096;

    private static final int ATTEMPTS = 20;
    private static final Path MOUNTS = Path.of("/proc/self/mounts");

    private final Path directory;

    /**
     * Not mounted yet.
     *
     * @param directory exists and is empty when it is mounted
     */
    SmallDisk(Path directory) {
        this.directory = directory;
    }

    /**
     * Mounts it.
     *
     * @throws Lacking if this user may not
     */
    void mount() throws IOException, Lacking, InterruptedException {
        var refusal = run("mount", "-t", "tmpfs", "-o", "size=" + ROOMY_BYTES, "tmpfs", directory.toString());
        if (!refusal.isEmpty()) {
            throw new Lacking("the right to mount a file system, with which a disk is made full: " + refusal);
        }
    }

    /** Leaves no room: it is as large as what is in it. */
    void fill() throws IOException, InterruptedException {
        var refusal = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) { // meanwhile more may have come
            var store = Files.getFileStore(directory);
            refusal = resize(Math.max(PAGE_BYTES, store.getTotalSpace() - store.getUnallocatedSpace()));
            if (refusal.isEmpty()) {
                return;
            }
        }
        throw new IOException("the disk of " + directory + " cannot be made full: " + refusal);
    }

    /** Makes room. */
    void empty() throws IOException, InterruptedException {
        var refusal = resize(ROOMY_BYTES);
        if (!refusal.isEmpty()) {
            throw new IOException("the disk of " + directory + " stays full: " + refusal);
        }
    }

    private String resize(long bytes) throws IOException, InterruptedException {
        return run("mount", "-o", "remount,size=" + bytes, directory.toString());
    }

    /** Unmounts it, and puts its files where they seemed to be. */
    void release() throws IOException, InterruptedException {
        if (!isMounted(directory)) {
            return;
        }
        var kept = directory.resolveSibling("state").resolve("delivered");
        Layout.remove(kept);
        Files.createDirectories(kept);
        try (var files = Files.walk(directory)) {
            for (var file : files.skip(1).toList()) {
                Files.copy(file, kept.resolve(directory.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        unmount(directory);
        Files.move(kept, directory, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Unmounts what a rehearsal that was killed left mounted. */
    static void unmount(Path directory) throws IOException {
        if (!isMounted(directory)) {
            return;
        }
        try {
            var refusal = run("umount", "--lazy", directory.toString());
            if (!refusal.isEmpty()) {
                throw new IOException(directory + " stays mounted: " + refusal);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + directory + " was unmounted", e);
        }
    }

    private static boolean isMounted(Path directory) throws IOException {
        if (!Files.isReadable(MOUNTS) || !Files.exists(directory)) {
            return false;
        }
        var real = directory.toRealPath().toString().replace("\\", "\\134").replace(" ", "\\040");
        try (var mounts = Files.lines(MOUNTS)) {
            return mounts.anyMatch(line -> line.split(" ", 3)[1].equals(real));
        }
    }

    /** What it says if it fails; empty if it does not. */
    private static String run(String... command) throws IOException, InterruptedException {
        var process =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int code = process.waitFor();
        return code == 0 ? "" : said.isEmpty() ? command[0] + " ended with " + code : said;
    }
}
