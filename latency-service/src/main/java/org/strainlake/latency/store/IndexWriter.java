package org.strainlake.latency.store;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.jdbc.core.JdbcTemplate;
import org.strainlake.journey.Stage;
import org.strainlake.latency.store.JourneyBatch.ChunkFacts;
import org.strainlake.latency.store.JourneyBatch.ChunkKey;
import org.strainlake.latency.store.JourneyBatch.DeliveryKey;

/** Writes what spares looking through lines: which hours of a run have some, who follows it, how far it got. */
final class IndexWriter {
    private static final String TOUCHED =
            "ON CONFLICT (run, hour) DO UPDATE SET revision = known.revision + EXCLUDED.revision";
    private static final String FURTHER = """
            ON CONFLICT (run) DO UPDATE SET gps_start = EXCLUDED.gps_start, created = EXCLUDED.created
            WHERE EXCLUDED.gps_start > known.gps_start
               OR (EXCLUDED.gps_start = known.gps_start AND EXCLUDED.created < known.created)""";

    private IndexWriter() {}

    static void write(JdbcTemplate jdbc, JourneyBatch batch) {
        hours(jdbc, batch);
        followers(jdbc, batch);
        newest(jdbc, batch.chunks());
    }

    private static void hours(JdbcTemplate jdbc, JourneyBatch batch) {
        var touched = new TreeSet<>(Comparator.comparing(RunHour::run).thenComparingLong(RunHour::hour));
        batch.chunks().keySet().forEach(key -> touched.add(RunHour.of(key.run(), key.gpsStart())));
        batch.deliveries().keySet().forEach(key -> touched.add(RunHour.of(key.run(), key.gpsStart())));
        if (touched.isEmpty()) {
            return;
        }
        var columns = new Columns();
        for (var each : touched) {
            columns.text("run", each.run());
            columns.number("hour", each.hour());
            columns.number("revision", 1L);
        }
        columns.insert(jdbc, "booked_hour", TOUCHED);
    }

    private static void followers(JdbcTemplate jdbc, JourneyBatch batch) {
        var seen = new TreeMap<String, TreeSet<String>>();
        for (DeliveryKey key : batch.deliveries().keySet()) {
            seen.computeIfAbsent(key.run(), run -> new TreeSet<>()).add(key.follower());
        }
        if (seen.isEmpty()) {
            return;
        }
        var columns = new Columns();
        seen.forEach((run, followers) -> followers.forEach(follower -> {
            columns.text("run", run);
            columns.text("follower", follower);
        }));
        columns.insert(jdbc, "run_follower", "ON CONFLICT DO NOTHING");
    }

    private static void newest(JdbcTemplate jdbc, Map<ChunkKey, ChunkFacts> chunks) {
        var newest = new TreeMap<String, Newest>();
        chunks.forEach((key, chunk) -> {
            if (chunk.stamps.has(Stage.CREATED)) {
                // Keys come in the order of GPS time.
                newest.put(key.run(), new Newest(key.gpsStart(), chunk.stamps.nanos(Stage.CREATED)));
            }
        });
        if (newest.isEmpty()) {
            return;
        }
        var columns = new Columns();
        newest.forEach((run, chunk) -> {
            columns.text("run", run);
            columns.number("gps_start", chunk.gpsStart());
            columns.number("created", chunk.createdNanos());
        });
        columns.insert(jdbc, "run_reach", FURTHER);
    }

    private record RunHour(String run, long hour) {
        static RunHour of(String run, long gps) {
            return new RunHour(run, GpsHours.of(gps));
        }
    }
}
