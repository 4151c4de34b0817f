package org.strainlake.latency.store;

import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.strainlake.journey.JourneyRecord.DeviationSeen;

/** Writes rows of table {@code deviation}; of two records of one incident the one that reaches further in time stays. */
final class DeviationWriter {
    private static final String FURTHER = """
            ON CONFLICT (id) DO UPDATE SET (deviation, seen_by, place, did, began, ended, detail) = (
                EXCLUDED.deviation, EXCLUDED.seen_by, EXCLUDED.place, EXCLUDED.did, EXCLUDED.began, EXCLUDED.ended,
                EXCLUDED.detail)
            WHERE EXCLUDED.ended > known.ended""";

    private DeviationWriter() {}

    static void write(JdbcTemplate jdbc, Map<String, DeviationSeen> deviations) {
        if (deviations.isEmpty()) {
            return;
        }
        var columns = new Columns();
        deviations.forEach((id, seen) -> {
            var did = seen.did();
            columns.text("id", id);
            columns.text("deviation", seen.deviation().word());
            columns.text("seen_by", seen.seenBy());
            columns.text("place", seen.where());
            columns.text("did", did == null ? null : did.toString());
            columns.number("began", EpochNanos.of(seen.from()));
            columns.number("ended", EpochNanos.of(seen.until()));
            columns.text("detail", JourneyBatch.clean(seen.detail()));
        });
        columns.insert(jdbc, "deviation", FURTHER);
    }
}
