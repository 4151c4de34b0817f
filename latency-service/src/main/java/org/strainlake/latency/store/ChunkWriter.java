package org.strainlake.latency.store;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.strainlake.journey.Stage;
import org.strainlake.latency.store.JourneyBatch.ChunkFacts;
import org.strainlake.latency.store.JourneyBatch.ChunkKey;

/** Writes rows of table {@code chunk}. */
final class ChunkWriter {
    private static final List<Stage> STAGES = List.of(Stage.CREATED, Stage.STORED, Stage.ATTACHED, Stage.NOTIFIED);
    private static final String NAMED = """
            did = LEAST(known.did, EXCLUDED.did),
            dataset = LEAST(known.dataset, EXCLUDED.dataset),
            bytes = GREATEST(known.bytes, EXCLUDED.bytes),
            sha256 = LEAST(known.sha256, EXCLUDED.sha256),
            plain_sha256 = LEAST(known.plain_sha256, EXCLUDED.plain_sha256)""";
    private static final String MERGE = "ON CONFLICT (run, gps_start) DO UPDATE SET " + NAMED + ", "
            + STAGES.stream().map(Columns::earlier).collect(Collectors.joining(", ")) + ", " + Columns.laterEnding();

    /** A follower's record only names the chunk: as a rule the row is there, and stays untouched. */
    private static final String NAME_ONLY =
            "ON CONFLICT (run, gps_start) DO UPDATE SET " + NAMED + " WHERE known.dataset IS NULL";

    private ChunkWriter() {}

    static void write(JdbcTemplate jdbc, Map<ChunkKey, ChunkFacts> chunks) {
        write(jdbc, chunks, true);
        write(jdbc, chunks, false);
    }

    private static void write(JdbcTemplate jdbc, Map<ChunkKey, ChunkFacts> chunks, boolean told) {
        var columns = new Columns();
        boolean empty = true;
        for (var entry : chunks.entrySet()) {
            var chunk = entry.getValue();
            if (chunk.told == told) {
                append(columns, entry.getKey(), chunk);
                empty = false;
            }
        }
        if (!empty) {
            columns.insert(jdbc, "chunk", told ? MERGE : NAME_ONLY);
        }
    }

    private static void append(Columns columns, ChunkKey key, ChunkFacts chunk) {
        columns.text("run", key.run());
        columns.number("gps_start", key.gpsStart());
        columns.text("did", chunk.did);
        columns.text("dataset", chunk.dataset);
        columns.number("bytes", chunk.bytes);
        columns.sum("sha256", chunk.sha256);
        columns.sum("plain_sha256", chunk.plainSha256);
        STAGES.forEach(stage -> columns.stamp(stage, chunk.stamps));
        columns.ending(chunk.ending);
    }
}
