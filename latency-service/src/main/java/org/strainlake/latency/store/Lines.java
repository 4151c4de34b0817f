package org.strainlake.latency.store;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.strainlake.checksum.Sha256Checksum;
import org.strainlake.journey.JourneyRecord.Failure;
import org.strainlake.journey.Stage;

/**
 * Reads what is known of chunks and deliveries, hour by hour of GPS time: memory does not grow with the book, each
 * question is for one day's partitions, and a slow reader holds no connection.
 */
@Component
public class Lines {
    private static final int HOURS_AT_ONCE = 1000;
    private static final String HOURS = """
            SELECT hour, revision FROM booked_hour WHERE run = ? AND hour >= ? AND hour <= ? ORDER BY hour LIMIT ?""";
    private static final String LINES = """
            SELECT c.gps_start, c.did, c.bytes, c.sha256, c.plain_sha256,
                   c.created, c.created_clock, c.stored, c.stored_clock, c.attached, c.attached_clock,
                   c.notified, c.notified_clock, c.ended, c.ending, c.ending_reason,
                   d.fetched, d.fetched_clock, d.verified, d.verified_clock, d.delivered, d.delivered_clock,
                   d.ended AS d_ended, d.ending AS d_ending, d.ending_reason AS d_ending_reason,
                   (SELECT array_agg(p.rse ORDER BY p.arrived, p.rse) FROM copy p WHERE p.did = c.did) AS rses,
                   (SELECT array_agg(p.arrived ORDER BY p.arrived, p.rse) FROM copy p WHERE p.did = c.did) AS arrivals
            FROM chunk c LEFT JOIN delivery d
              ON d.run = c.run AND d.gps_start = c.gps_start AND d.follower = ?
                AND d.gps_start >= ? AND d.gps_start < ?
            WHERE c.run = ? AND c.gps_start >= ? AND c.gps_start < ?
            ORDER BY c.gps_start""";

    private static final String COPY_COUNTS = """
            SELECT p.rse, count(*) AS chunks FROM chunk c JOIN copy p ON p.did = c.did
            WHERE c.run = ? GROUP BY p.rse ORDER BY p.rse""";

    private static final List<Stage> STAGES = List.of(Stage.values());

    private final JdbcTemplate jdbc;

    Lines(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Hands over the lines of a run for a follower whose GPS start lies in [{@code fromGps}, {@code toGps}),
     * in the order of GPS time.
     */
    public void forEach(String run, String follower, long fromGps, long toGps, Consumer<ChunkLine> reader) {
        forEachHour(run, fromGps, toGps, hour -> {
            long start = Math.max(fromGps, GpsHours.start(hour.number()));
            long end = Math.min(toGps, GpsHours.start(hour.number() + 1));
            jdbc.query(LINES, (row, number) -> line(row), follower, start, end, run, start, end)
                    .forEach(reader);
        });
    }

    /** Hands over the hours of a run that have lines and touch [{@code fromGps}, {@code toGps}), in order. */
    public void forEachHour(String run, long fromGps, long toGps, Consumer<BookedHour> reader) {
        if (toGps <= fromGps) {
            return;
        }
        long next = GpsHours.of(fromGps);
        long last = GpsHours.of(toGps - 1);
        while (next <= last) {
            var page = jdbc.query(
                    HOURS,
                    (row, number) -> new BookedHour(row.getLong("hour"), row.getLong("revision")),
                    run,
                    next,
                    last,
                    HOURS_AT_ONCE);
            page.forEach(reader);
            if (page.size() < HOURS_AT_ONCE) {
                return;
            }
            next = page.getLast().number() + 1;
        }
    }

    /** Where Rucio copied the run's chunks to, and how many of them. */
    public List<CopyCount> copies(String run) {
        return jdbc.query(
                COPY_COUNTS, (row, number) -> new CopyCount(row.getString("rse"), row.getLong("chunks")), run);
    }

    private static ChunkLine line(ResultSet row) throws SQLException {
        var stamps = new Stamps();
        for (var stage : STAGES) {
            var column = Columns.name(stage);
            long at = row.getLong(column);
            if (!row.wasNull()) {
                stamps.take(stage, at, row.getString(column + "_clock"));
            }
        }
        return new ChunkLine(
                row.getLong("gps_start"),
                row.getString("did"),
                stamps,
                ending(row, ""),
                ending(row, "d_"),
                copies(row.getArray("rses"), row.getArray("arrivals")),
                content(row));
    }

    private static Content content(ResultSet row) throws SQLException {
        long bytes = row.getLong("bytes");
        return new Content(
                row.wasNull() ? null : bytes, sum(row.getBytes("sha256")), sum(row.getBytes("plain_sha256")));
    }

    private static @Nullable Sha256Checksum sum(byte @Nullable [] bytes) {
        return bytes == null ? null : new Sha256Checksum(HexFormat.of().formatHex(bytes));
    }

    private static List<Copy> copies(@Nullable Array rses, @Nullable Array arrivals) throws SQLException {
        if (rses == null || arrivals == null) {
            return List.of();
        }
        var names = (String[]) rses.getArray();
        var nanos = (Long[]) arrivals.getArray();
        return IntStream.range(0, names.length)
                .mapToObj(i -> new Copy(names[i], nanos[i]))
                .toList();
    }

    private static @Nullable Ending ending(ResultSet row, String prefix) throws SQLException {
        long at = row.getLong(prefix + "ended");
        return row.wasNull()
                ? null
                : new Ending(
                        Failure.valueOf(row.getString(prefix + "ending")), row.getString(prefix + "ending_reason"), at);
    }
}
