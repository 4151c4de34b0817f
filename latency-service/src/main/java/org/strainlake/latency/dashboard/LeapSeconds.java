package org.strainlake.latency.dashboard;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.JulianFields;
import java.util.Arrays;
import java.util.List;
import org.strainlake.time.GpsTime;
import org.threeten.extra.scale.UtcRules;

/** The leap seconds since the GPS epoch, for who has no table of them. */
final class LeapSeconds {
    private static final Instant EPOCH = GpsTime.ofSeconds(0).toUtc();

    private LeapSeconds() {}

    /** Pairs of a GPS second and how many leap seconds have passed from then on, in that order. */
    static List<long[]> table() {
        return Arrays.stream(UtcRules.system().getLeapSecondDates())
                .mapToObj(day -> LocalDate.EPOCH
                        .with(JulianFields.MODIFIED_JULIAN_DAY, day + 1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant())
                .filter(midnight -> midnight.isAfter(EPOCH))
                .map(LeapSeconds::row)
                .toList();
    }

    private static long[] row(Instant midnight) {
        long gps = GpsTime.of(midnight).seconds();
        return new long[] {gps, gps - (midnight.getEpochSecond() - EPOCH.getEpochSecond())};
    }
}
