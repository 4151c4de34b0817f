package org.strainlake.latency.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** What comparisons of clocks said. */
@Component
public class Clocks {
    private static final String BOOK = """
            INSERT INTO clock_offset (clock, at, ahead, uncertainty) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING""";

    /** Steps from one clock to the next through the key, not over all rows. */
    private static final String LATEST = """
            WITH RECURSIVE name AS (
                (SELECT clock FROM clock_offset ORDER BY clock LIMIT 1)
                UNION ALL
                SELECT (SELECT clock FROM clock_offset WHERE clock > name.clock ORDER BY clock LIMIT 1)
                FROM name WHERE name.clock IS NOT NULL)
            SELECT o.* FROM name CROSS JOIN LATERAL (
                SELECT * FROM clock_offset WHERE clock = name.clock AND at <= ? ORDER BY at DESC LIMIT 1) AS o
            ORDER BY o.clock""";

    private static final String BETWEEN = """
            SELECT * FROM clock_offset WHERE clock = ? AND at >= ? AND at < ? ORDER BY at DESC LIMIT ?""";

    private final JdbcTemplate jdbc;

    Clocks(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Books what a comparison said. */
    public void book(ClockOffset offset) {
        jdbc.update(BOOK, offset.clock(), offset.atNanos(), offset.offsetNanos(), offset.uncertaintyNanos());
    }

    /** The latest comparison of each clock that is not later than an instant. */
    public List<ClockOffset> latest(long untilNanos) {
        return jdbc.query(LATEST, Clocks::offset, untilNanos);
    }

    /** The latest comparisons of a clock within [{@code fromNanos}, {@code toNanos}), the newest first. */
    public List<ClockOffset> between(String clock, long fromNanos, long toNanos, int limit) {
        return jdbc.query(BETWEEN, Clocks::offset, clock, fromNanos, toNanos, limit);
    }

    private static ClockOffset offset(ResultSet row, int number) throws SQLException {
        return new ClockOffset(
                row.getString("clock"), row.getLong("at"), row.getLong("ahead"), row.getLong("uncertainty"));
    }
}
