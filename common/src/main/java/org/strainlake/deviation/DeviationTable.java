package org.strainlake.deviation;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.strainlake.journey.JourneyCodec;
import org.strainlake.journey.JourneyRecord.DeviationSeen;

/** Keeps incidents until the book has them. */
final class DeviationTable {
    private static final String KEEP = """
            INSERT INTO deviation_outbox (id, record) VALUES (?, ?)
            ON CONFLICT (id) DO UPDATE SET record = EXCLUDED.record""";

    private static final String WAITING = "SELECT record FROM deviation_outbox ORDER BY id LIMIT ?";

    /** One that went on since it was read stays. */
    private static final String TOLD = "DELETE FROM deviation_outbox WHERE id = ? AND record = ?";

    private final JdbcTemplate jdbc;

    DeviationTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    void keep(List<DeviationSeen> incidents) {
        jdbc.batchUpdate(
                KEEP,
                incidents.stream()
                        .map(each -> new Object[] {each.id(), JourneyCodec.write(each)})
                        .toList());
    }

    List<byte[]> waiting(int limit) {
        return jdbc.query(WAITING, (row, number) -> row.getBytes("record"), limit);
    }

    void told(List<byte[]> records) {
        jdbc.batchUpdate(
                TOLD,
                records.stream()
                        .map(each -> new Object[] {JourneyCodec.read(each).key(), each})
                        .toList());
    }
}
