package org.strainlake.latency.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.strainlake.journey.Deviation;
import org.strainlake.lake.DataIdentifier;

/** What went otherwise than it should. */
@Component
public class Deviations {
    /** Records at most five seconds apart belong together. */
    private static final String NAMED = """
            WITH seen AS (
                SELECT d.*, EXISTS (SELECT FROM chunk c WHERE c.did = d.did AND c.run = ?) AS of_run
                FROM deviation d WHERE d.ended >= ?),
            chosen AS (
                SELECT * FROM seen s
                WHERE of_run OR (began <= ? AND NOT EXISTS (SELECT FROM chunk c WHERE c.did = s.did))),
            marked AS (
                SELECT *, began > 5000000000 + max(ended) OVER (
                    PARTITION BY deviation, place, did ORDER BY began, id
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS apart
                FROM chosen),
            grouped AS (
                SELECT *, count(*) FILTER (WHERE apart) OVER (
                    PARTITION BY deviation, place, did ORDER BY began, id) AS incident
                FROM marked)
            SELECT deviation, place, did, bool_or(of_run) AS of_run, min(began) AS began, max(ended) AS ended,
                   array_agg(DISTINCT seen_by) AS seen_by, count(*) AS records,
                   (array_agg(detail ORDER BY began, id))[1] AS detail
            FROM grouped GROUP BY deviation, place, did, incident
            ORDER BY began, deviation, place, did LIMIT ?""";

    private final JdbcTemplate jdbc;

    Deviations(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What happened to chunks of a run since it was planned, and what happened to no chunk of any run while it
     * went on: each incident once, in the order in which they began.
     *
     * @param run the run
     * @param untilNanos end of the run, in nanoseconds since 1970
     * @param limit how many at most
     */
    public List<NamedDeviation> of(Plan run, long untilNanos, int limit) {
        return jdbc.query(NAMED, Deviations::named, run.run(), run.plannedNanos(), untilNanos, limit);
    }

    private static NamedDeviation named(ResultSet row, int number) throws SQLException {
        var did = row.getString("did");
        return new NamedDeviation(
                Deviation.ofWord(row.getString("deviation")),
                row.getString("place"),
                did == null ? null : DataIdentifier.parse(did),
                row.getBoolean("of_run"),
                row.getLong("began"),
                row.getLong("ended"),
                List.of((String[]) row.getArray("seen_by").getArray()),
                row.getLong("records"),
                row.getString("detail"));
    }
}
