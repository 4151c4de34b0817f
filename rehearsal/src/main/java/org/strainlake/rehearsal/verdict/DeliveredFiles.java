package org.strainlake.rehearsal.verdict;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import org.strainlake.checksum.Adler32Checksum;

/**
 * The delivered directory held against the uploader's list of chunks, byte sums included.
 *
 * @param good files that are what was uploaded
 * @param gone names in the list without a file, whose places newer ones took
 * @param missing other names in the list without a file
 * @param different files whose size or adler32 is another
 * @param strange files that no line of the list names, half-written ones included
 * @param bytes size of the good ones and of those that are gone
 */
public record DeliveredFiles(long good, long gone, long missing, long different, long strange, long bytes) {

    /**
     * Compares every file.
     *
     * @param delivered directory with the delivered files
     * @param list {@code chunks.jsonl}: one JSON object a line with {@code name}, {@code bytes}, {@code adler32}
     * @param keep how many of the newest the directory keeps; 0 for all
     * @throws IOException if one of them cannot be read
     */
    public static DeliveredFiles compare(Path delivered, Path list, long keep) throws IOException {
        var counts = new Counts();
        var named = new HashSet<String>();
        ChunkList.forEach(list, keep, (listed, mayBeGone) -> {
            var chunk = listed.has("plain") ? listed.path("plain") : listed; // of a sealed one, what is in it
            var name = chunk.path("name").asString();
            named.add(name);
            var file = delivered.resolve(name);
            if (!Files.exists(file) && mayBeGone) {
                counts.gone++;
                counts.bytes += chunk.path("bytes").asLong();
            } else if (!Files.exists(file)) {
                counts.missing++;
            } else if (Files.size(file) != chunk.path("bytes").asLong()
                    || !sum(file).hex().equals(chunk.path("adler32").asString())) {
                counts.different++;
            } else {
                counts.good++;
                counts.bytes += Files.size(file);
            }
        });
        return new DeliveredFiles(
                counts.good, counts.gone, counts.missing, counts.different, strange(delivered, named), counts.bytes);
    }

    private static final class Counts {
        long good;
        long gone;
        long missing;
        long different;
        long bytes;
    }

    private static long strange(Path delivered, HashSet<String> named) throws IOException {
        if (!Files.isDirectory(delivered)) {
            return 0;
        }
        try (var files = Files.list(delivered)) {
            return files.filter(file -> !named.contains(file.getFileName().toString()))
                    .count();
        }
    }

    static Adler32Checksum sum(Path file) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            return Adler32Checksum.of(in);
        }
    }
}
