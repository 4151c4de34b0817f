package org.strainlake.latency.store;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** How often lines of booked runs were touched, by stream and GPS hour. A sum of revisions only ever grows. */
@Component
public class Revisions {
    private static final String ALL = """
            SELECT r.stream, b.hour, sum(b.revision) AS revision FROM booked_hour b JOIN run r USING (run)
            WHERE r.booked GROUP BY r.stream, b.hour ORDER BY r.stream, b.hour""";
    private static final String OF_STREAM = """
            SELECT b.hour, sum(b.revision) AS revision FROM booked_hour b JOIN run r USING (run)
            WHERE r.booked AND r.stream = ? AND b.hour >= ? AND b.hour < ? GROUP BY b.hour""";
    private static final String RUNS = """
            SELECT DISTINCT b.run FROM booked_hour b JOIN run r USING (run)
            WHERE r.booked AND r.stream = ? AND b.hour >= ? AND b.hour < ?""";
    private static final String DATASETS = """
            SELECT DISTINCT dataset FROM chunk
            WHERE run = ? AND gps_start >= ? AND gps_start < ? AND dataset IS NOT NULL ORDER BY dataset""";

    private final JdbcTemplate jdbc;

    Revisions(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Of all streams and hours. */
    public List<StreamHour> all() {
        return jdbc.query(
                ALL,
                (row, number) -> new StreamHour(row.getString("stream"), row.getLong("hour"), row.getLong("revision")));
    }

    /** Of a stream's hours in [{@code fromHour}, {@code toHour}), by hour; an hour without lines has none. */
    public Map<Long, Long> of(String stream, long fromHour, long toHour) {
        var revisions = new TreeMap<Long, Long>();
        jdbc.query(
                OF_STREAM,
                row -> {
                    revisions.put(row.getLong("hour"), row.getLong("revision"));
                },
                stream,
                fromHour,
                toHour);
        return revisions;
    }

    /** The booked runs of a stream that have lines in [{@code fromHour}, {@code toHour}). */
    public List<String> runs(String stream, long fromHour, long toHour) {
        return jdbc.queryForList(RUNS, String.class, stream, fromHour, toHour);
    }

    /** The datasets of a run's chunks whose GPS start lies in [{@code fromGps}, {@code toGps}). */
    public List<String> datasets(String run, long fromGps, long toGps) {
        return jdbc.queryForList(DATASETS, String.class, run, fromGps, toGps);
    }

    /**
     * An hour of a stream.
     *
     * @param stream the stream
     * @param hour its GPS hour
     * @param revision sum over the revisions of its runs
     */
    public record StreamHour(String stream, long hour, long revision) {}
}
