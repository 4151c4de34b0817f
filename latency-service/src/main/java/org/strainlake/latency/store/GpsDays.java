package org.strainlake.latency.store;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The days by which lines are kept: 86,400 seconds from the GPS epoch on, without leap seconds. Thread-safe.
 *
 * <p>A day is opened before the batch that needs it, in a transaction of its own: it stays, whatever becomes of the batch.
 */
@Component
class GpsDays {
    private static final long SECONDS = 86_400;

    private final JdbcTemplate jdbc;
    private final Set<Long> open = ConcurrentHashMap.newKeySet();

    GpsDays(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The day in which a GPS second lies. */
    static long of(long gps) {
        return Math.floorDiv(gps, SECONDS);
    }

    /** The first GPS second of a day. */
    static long start(long day) {
        return day * SECONDS;
    }

    /** Makes room for lines of these days. */
    void open(Collection<Long> days) {
        for (var day : days) {
            if (!open.contains(day)) {
                jdbc.queryForList("SELECT open_day(?)", day);
                open.add(day);
            }
        }
    }
}
