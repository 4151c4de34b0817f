package org.strainlake.benchmark.book;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Lines of one run and one follower, straight into the book's tables, as a year of deliveries leaves them: every second is
 * delivered, with latencies between 10 and 40 ms. By the intake they would take days.
 */
final class YearOfLines {
    /** Length of a GPS day. */
    static final long DAY = 86_400;

    private static final List<String> LINES_OF_A_DAY = List.of("""
            INSERT INTO chunk (run, gps_start, did, dataset, bytes, created, created_clock, stored, stored_clock,
                attached, attached_clock, notified, notified_clock)
            SELECT '%1$s', gps, 'virgo:V-V1_HOFT_BENCHMARK-' || gps || '-1.h5', 'virgo:V-V1_HOFT_BENCHMARK', 37000,
                at, 'ego', at + (3e6 + random() * 5e6)::bigint, 'ego', at + (30e6 + random() * 50e6)::bigint, 'ego',
                at + (5e6 + random() * 5e6)::bigint, 'cern'
            FROM (SELECT gps, (gps + 315964782) * 1000000000 AS at FROM generate_series(%2$d::bigint, %2$d + 86399) AS gps) AS s""", """
            INSERT INTO delivery (run, follower, gps_start, fetched, fetched_clock, verified, verified_clock,
                delivered, delivered_clock)
            SELECT '%1$s', '%3$s', gps, at + 8000000, 'cnaf', at + 9000000, 'cnaf',
                at + (10e6 + random() * 30e6)::bigint, 'cnaf'
            FROM (SELECT gps, (gps + 315964782) * 1000000000 AS at FROM generate_series(%2$d::bigint, %2$d + 86399) AS gps) AS s""", """
            INSERT INTO booked_hour SELECT '%1$s', hour, 1 FROM generate_series(%2$d / 3600, %2$d / 3600 + 23) AS hour""", """
            INSERT INTO run_reach SELECT run, gps_start, created FROM chunk
            WHERE run = '%1$s' AND gps_start = %2$d + 86399
            ON CONFLICT (run) DO UPDATE SET gps_start = EXCLUDED.gps_start, created = EXCLUDED.created""", """
            INSERT INTO run_follower VALUES ('%1$s', '%3$s') ON CONFLICT DO NOTHING""");

    private final String run;
    private final String follower;

    YearOfLines(String run, String follower) {
        this.run = run;
        this.follower = follower;
    }

    /** Writes the lines of one GPS day in one transaction. */
    void write(Connection connection, long day) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SET synchronous_commit = off");
            statement.execute("SELECT open_day(" + day + ")");
            for (var sql : LINES_OF_A_DAY) {
                statement.execute(sql.formatted(run, day * DAY, follower));
            }
        }
        connection.commit();
    }

    /** What the database's own service does in time: counts rows, marks pages. */
    static void settle(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        try (var statement = connection.createStatement()) {
            statement.execute("VACUUM ANALYZE");
        }
        connection.setAutoCommit(false);
    }
}
