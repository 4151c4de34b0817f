package org.strainlake.rehearsal.verdict;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import org.strainlake.checksum.Adler32Checksum;
import tools.jackson.databind.json.JsonMapper;

/**
 * The delivered directory held against the uploader's list of chunks, byte sums included.
 *
 * @param good files that are what was uploaded
 * @param missing names in the list without a file
 * @param different files whose size or adler32 is another
 * @param strange files that no line of the list names, half-written ones included
 * @param bytes size of the good ones
 */
public record DeliveredFiles(long good, long missing, long different, long strange, long bytes) {

    /**
     * Compares every file.
     *
     * @param delivered directory with the delivered files
     * @param list {@code chunks.jsonl}: one JSON object a line with {@code name}, {@code bytes}, {@code adler32}
     * @throws IOException if one of them cannot be read
     */
    public static DeliveredFiles compare(Path delivered, Path list) throws IOException {
        var json = JsonMapper.builder().build();
        long good = 0;
        long missing = 0;
        long different = 0;
        long bytes = 0;
        var named = new HashSet<String>();
        try (var lines = Files.newBufferedReader(list)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var listed = json.readTree(line);
                var chunk = listed.has("plain") ? listed.path("plain") : listed; // of a sealed one, what is in it
                var name = chunk.path("name").asString();
                named.add(name);
                var file = delivered.resolve(name);
                if (!Files.exists(file)) {
                    missing++;
                } else if (Files.size(file) != chunk.path("bytes").asLong()
                        || !sum(file).hex().equals(chunk.path("adler32").asString())) {
                    different++;
                } else {
                    good++;
                    bytes += Files.size(file);
                }
            }
        }
        return new DeliveredFiles(good, missing, different, strange(delivered, named), bytes);
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
