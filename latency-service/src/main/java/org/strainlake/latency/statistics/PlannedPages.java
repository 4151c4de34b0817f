package org.strainlake.latency.statistics;

import java.util.function.Consumer;
import org.springframework.stereotype.Component;
import org.strainlake.latency.store.BookedHour;
import org.strainlake.latency.store.ChunkLine;
import org.strainlake.latency.store.GpsHours;
import org.strainlake.latency.store.Lines;
import org.strainlake.latency.store.Plan;

/** Reads a run's lines, with those that were planned, or went by in a live stream, and of which no record came. */
@Component
class PlannedPages {
    private final Lines lines;

    PlannedPages(Lines lines) {
        this.lines = lines;
    }

    /** Hands over a follower's lines whose GPS start lies in [{@code fromGps}, {@code toGps}), in that order. */
    void forEachLine(Plan plan, String follower, long fromGps, long toGps, long nowNanos, Consumer<ChunkLine> reader) {
        var end = plan.expectedEnd(nowNanos);
        if (end.isEmpty()) {
            lines.forEach(plan.run(), follower, fromGps, toGps, reader);
            return;
        }
        var filling = new PlannedLines(
                firstPlanned(plan, fromGps), Math.min(end.getAsLong(), toGps), plan.chunkSeconds(), reader);
        lines.forEach(plan.run(), follower, fromGps, toGps, filling);
        filling.finish();
    }

    /** Hands over the hours that touch the interval and have lines; of one with planned lines only the revision is 0. */
    void forEachHour(Plan plan, long fromGps, long toGps, long nowNanos, Consumer<BookedHour> reader) {
        var end = plan.expectedEnd(nowNanos);
        long plannedEnd = end.isEmpty() ? fromGps : Math.min(toGps, end.getAsLong());
        var next = new long[] {GpsHours.of(Math.max(fromGps, plan.firstGps()))};
        lines.forEachHour(plan.run(), fromGps, toGps, hour -> {
            fill(next, Math.min(hour.number(), hourAfter(plannedEnd)), reader);
            next[0] = Math.max(next[0], hour.number() + 1);
            reader.accept(hour);
        });
        fill(next, hourAfter(plannedEnd), reader);
    }

    private static void fill(long[] next, long until, Consumer<BookedHour> reader) {
        while (next[0] < until) {
            reader.accept(new BookedHour(next[0]++, 0));
        }
    }

    private static long hourAfter(long gps) {
        return GpsHours.of(gps - 1) + 1;
    }

    private static long firstPlanned(Plan plan, long fromGps) {
        long skipped = Math.max(0, Math.ceilDiv(fromGps - plan.firstGps(), (long) plan.chunkSeconds()));
        return plan.firstGps() + skipped * plan.chunkSeconds();
    }
}
