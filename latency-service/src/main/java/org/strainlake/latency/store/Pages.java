package org.strainlake.latency.store;

import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Sums of settled hours, kept so that their lines need not be read again. What is in a sum, its maker knows. */
@Component
public class Pages {
    private static final String FIND = """
            SELECT p.hour, p.sum FROM page p JOIN booked_hour b
              ON b.run = p.run AND b.hour = p.hour AND b.revision = p.revision
            WHERE p.run = ? AND p.follower = ? AND p.hour >= ? AND p.hour < ? AND p.terms = ?""";
    private static final String KEEP = """
            INSERT INTO page (run, follower, hour, revision, terms, sum) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (run, follower, hour) DO UPDATE
            SET revision = EXCLUDED.revision, terms = EXCLUDED.terms, sum = EXCLUDED.sum""";

    private final JdbcTemplate jdbc;

    Pages(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The sums that still hold.
     *
     * @param fromHour first hour wanted
     * @param toHour hour after the last
     * @param terms by what the hours are judged
     */
    public Map<Long, byte[]> find(String run, String follower, long fromHour, long toHour, String terms) {
        var found = new HashMap<Long, byte[]>();
        jdbc.query(
                FIND,
                row -> {
                    found.put(row.getLong("hour"), row.getBytes("sum"));
                },
                run,
                follower,
                fromHour,
                toHour,
                terms);
        return found;
    }

    /**
     * Keeps a sum.
     *
     * @param hour the hour, at the revision that it had before its lines were read
     */
    public void keep(String run, String follower, BookedHour hour, String terms, byte[] sum) {
        jdbc.update(KEEP, run, follower, hour.number(), hour.revision(), terms, sum);
    }
}
