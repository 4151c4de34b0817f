package org.strainlake.latency.live;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.strainlake.latency.statistics.FollowerBook;
import org.strainlake.time.GpsInterval;

/**
 * What happened to a run's book since its reader last asked.
 *
 * @param touched GPS time of which something was booked; null if nothing was
 * @param missed whether more may have been booked than {@code touched} says
 * @param books the sum for each follower, if it was made up anew; null otherwise
 */
public record News(
        @Nullable GpsInterval touched,
        boolean missed,
        @Nullable List<FollowerBook> books) {
    static final News NONE = new News(null, false, null);

    /** Whether it says nothing. */
    public boolean isEmpty() {
        return equals(NONE);
    }

    News with(News later) {
        return new News(
                touched == null ? later.touched : later.touched == null ? touched : hull(touched, later.touched),
                missed || later.missed,
                later.books == null ? books : later.books);
    }

    private static GpsInterval hull(GpsInterval a, GpsInterval b) {
        return new GpsInterval(
                a.start().compareTo(b.start()) < 0 ? a.start() : b.start(),
                a.end().compareTo(b.end()) > 0 ? a.end() : b.end());
    }
}
