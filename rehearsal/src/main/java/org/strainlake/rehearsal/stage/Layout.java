package org.strainlake.rehearsal.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * Where a rehearsal keeps its things, all in one directory.
 *
 * @param root the report's directory
 */
public record Layout(Path root) {
    private static final List<String> OURS = List.of(
            "state",
            "logs",
            "source",
            "stored",
            "delivered",
            "sealed",
            "source.hdf5",
            "chunks.jsonl",
            "lines.ndjson",
            "report.json",
            "report.html");

    /** Data of the parts; of no use after the rehearsal. */
    public Path state() {
        return root.resolve("state");
    }

    /** What the parts print. */
    public Path logs() {
        return root.resolve("logs");
    }

    /** The delivered files. */
    public Path delivered() {
        return root.resolve("delivered");
    }

    /** What a live detector wrote. */
    public Path source() {
        return root.resolve("source");
    }

    /** What the lake's storage holds of a live run. */
    public Path stored() {
        return root.resolve("stored");
    }

    /** The sealed days, a directory each. */
    public Path sealed() {
        return root.resolve("sealed");
    }

    /** The source, where none was given. */
    public Path generatedSource() {
        return root.resolve("source.hdf5");
    }

    /** Each chunk with its source second. */
    public Path chunks() {
        return root.resolve("chunks.jsonl");
    }

    /** The book, a line a chunk. */
    public Path lines() {
        return root.resolve("lines.ndjson");
    }

    /**
     * Makes the directory ready, removing what an earlier rehearsal left in it.
     *
     * @throws IOException if it holds something else, or cannot be written
     */
    public void prepare() throws IOException {
        Files.createDirectories(root);
        try (var entries = Files.list(root)) {
            for (var entry : entries.toList()) {
                if (!OURS.contains(entry.getFileName().toString())) {
                    throw new IOException(root + " holds " + entry.getFileName()
                            + ", which no rehearsal made; choose another directory with --report");
                }
            }
        }
        SmallDisk.unmount(delivered());
        for (var name : OURS) {
            remove(root.resolve(name));
        }
        Files.createDirectories(state());
        Files.createDirectories(logs());
        Files.createDirectories(delivered());
    }

    /** Removes a file or a directory with all that is in it. */
    public static void remove(Path path) throws IOException {
        if (!Files.exists(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var all = Files.walk(path)) {
            all.sorted(Comparator.reverseOrder()).forEach(each -> {
                try {
                    Files.delete(each);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
