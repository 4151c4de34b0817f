package org.strainlake.latency.store;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * That something was booked of a run. Goes out with the transaction that booked it, to every instance that listens.
 *
 * @param run the run
 * @param firstGps GPS second at which the first chunk starts that was touched
 * @param lastGps GPS second at which the last chunk starts that was touched
 */
public record BookedNotice(String run, long firstGps, long lastGps) {
    /** PostgreSQL's channel of these notices. */
    public static final String CHANNEL = "strainlake_booked";

    private static final String NOTIFY = "SELECT pg_notify('" + CHANNEL + "', ?)";
    private static final Pattern FORM = Pattern.compile("(\\d{1,12}) (\\d{1,12}) (.+)");

    /** Reads what was notified; empty if it is no such notice, since any role of the database may notify. */
    public static Optional<BookedNotice> parse(String payload) {
        var form = FORM.matcher(payload);
        return form.matches()
                ? Optional.of(
                        new BookedNotice(form.group(3), Long.parseLong(form.group(1)), Long.parseLong(form.group(2))))
                : Optional.empty();
    }

    private String payload() {
        return firstGps + " " + lastGps + " " + run;
    }

    static void send(JdbcTemplate jdbc, JourneyBatch batch) {
        for (var notice : of(batch)) {
            jdbc.queryForList(NOTIFY, notice.payload());
        }
    }

    /** One for each run that a batch says something of. */
    static List<BookedNotice> of(JourneyBatch batch) {
        var byRun = new TreeMap<String, BookedNotice>();
        batch.chunks().keySet().forEach(key -> merge(byRun, key.run(), key.gpsStart(), key.gpsStart()));
        batch.deliveries().keySet().forEach(key -> merge(byRun, key.run(), key.gpsStart(), key.gpsStart()));
        for (var plan : batch.plans()) {
            var chunks = plan.chunks();
            long last = chunks == null || chunks == 0 ? 0 : (chunks - 1) * plan.chunkSeconds();
            merge(byRun, plan.run(), plan.firstGps(), plan.firstGps() + last);
        }
        return List.copyOf(byRun.values());
    }

    private static void merge(TreeMap<String, BookedNotice> byRun, String run, long start, long end) {
        byRun.merge(
                run,
                new BookedNotice(run, start, end),
                (a, b) -> new BookedNotice(run, Math.min(a.firstGps, b.firstGps), Math.max(a.lastGps, b.lastGps)));
    }
}
