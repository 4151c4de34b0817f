package org.strainlake.latency.store;

import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.strainlake.latency.store.JourneyBatch.CopyKey;

/** Writes rows of table {@code copy}. */
final class CopyWriter {
    private static final String EARLIER =
            "ON CONFLICT (did, rse) DO UPDATE SET arrived = EXCLUDED.arrived WHERE EXCLUDED.arrived < known.arrived";

    private CopyWriter() {}

    static void write(JdbcTemplate jdbc, Map<CopyKey, Long> copies) {
        if (copies.isEmpty()) {
            return;
        }
        var columns = new Columns();
        copies.forEach((key, arrived) -> {
            columns.text("did", key.did());
            columns.text("rse", key.rse());
            columns.number("arrived", arrived);
        });
        columns.insert(jdbc, "copy", EARLIER);
    }
}
