package org.strainlake.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpsTimeTest {
    /** GW150914 and GW170104 and GW170817 as published; leap seconds at the ends of 1998, 2005, 2008, June 2012, 2015, 2016. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 1980-01-06T00:00:00Z",
        "599184013, 0, 1999-01-01T00:00:00Z",
        "1126259462, 400000000, 2015-09-14T09:50:45.400Z",
        "1167264017, 0, 2016-12-31T23:59:60Z",
        "1167264018, 0, 2017-01-01T00:00:00Z",
        "1167559936, 600000000, 2017-01-04T10:11:58.600Z",
        "1187008882, 430000000, 2017-08-17T12:41:04.430Z"
    })
    void agreesWithPublishedTimes(long seconds, int nanos, String utc) {
        var gps = new GpsTime(seconds, nanos);
        if (utc.endsWith(":60Z")) {
            // The leap second itself has no Instant of its own; its neighbours bound it.
            assertThat(gps.toUtc())
                    .isBetween(Instant.parse("2016-12-31T23:59:58Z"), Instant.parse("2017-01-01T00:00:00Z"));
        } else {
            assertThat(gps.toUtc()).isEqualTo(Instant.parse(utc));
            assertThat(GpsTime.of(Instant.parse(utc))).isEqualTo(gps);
        }
    }

    @Test
    void aDayWithALeapSecondIsOneSecondLonger() {
        var before = GpsTime.of(Instant.parse("2016-12-31T00:00:00Z"));
        var after = GpsTime.of(Instant.parse("2017-01-01T00:00:00Z"));

        assertThat(after.since(before)).isEqualTo(Duration.ofSeconds(86_401));
    }

    @Test
    void nanosecondsCarryOverInBothDirections() {
        var time = new GpsTime(10, 999_999_999);

        assertThat(time.plus(Duration.ofNanos(1))).isEqualTo(GpsTime.ofSeconds(11));
        assertThat(GpsTime.ofSeconds(11).plus(Duration.ofNanos(-1))).isEqualTo(time);
        assertThat(GpsTime.ofSeconds(11).since(time)).isEqualTo(Duration.ofNanos(1));
    }

    @Test
    void whatIsBeforeTheEpochIsNoGpsTime() {
        assertThatIllegalArgumentException().isThrownBy(() -> GpsTime.of(Instant.parse("1980-01-05T23:59:59Z")));
        assertThatIllegalArgumentException().isThrownBy(() -> new GpsTime(0, 1_000_000_000));
    }

    @Test
    void anIntervalIsHalfOpen() {
        var interval = GpsInterval.of(GpsTime.ofSeconds(10), Duration.ofSeconds(2));

        assertThat(interval.contains(GpsTime.ofSeconds(10))).isTrue();
        assertThat(interval.contains(GpsTime.ofSeconds(12))).isFalse();
        assertThat(interval.overlaps(GpsInterval.of(GpsTime.ofSeconds(12), Duration.ofSeconds(1))))
                .isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GpsInterval(GpsTime.ofSeconds(1), GpsTime.ofSeconds(1)));
    }
}
