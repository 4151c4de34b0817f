package org.strainlake.rehearsal.verdict;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The uploader's list of chunks: one JSON object a line, in the order of GPS time. */
final class ChunkList {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ChunkList() {}

    /**
     * Hands over each chunk.
     *
     * @param keep how many of the newest the delivered directory keeps; 0 for all
     */
    static void forEach(Path list, long keep, Reader reader) throws IOException {
        var last = new Newest(lines(list), keep);
        try (var lines = Files.newBufferedReader(list)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                reader.take(JSON.readTree(line), last.mayBeGone());
            }
        }
    }

    /** How many lines a file has. */
    static long lines(Path file) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.count();
        }
    }

    /** Takes a chunk. */
    @FunctionalInterface
    interface Reader {
        /**
         * One chunk.
         *
         * @param mayBeGone whether newer ones took its place
         */
        void take(JsonNode chunk, boolean mayBeGone) throws IOException;
    }

    /** Tells the newest of a list from those before. */
    static final class Newest {
        private long before;

        Newest(long all, long keep) {
            this.before = keep == 0 ? 0 : Math.max(0, all - keep);
        }

        /** Whether the next of the list is none of the newest. */
        boolean mayBeGone() {
            return before-- > 0;
        }
    }
}
