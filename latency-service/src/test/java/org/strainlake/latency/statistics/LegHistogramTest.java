package org.strainlake.latency.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.strainlake.journey.Stage;
import org.strainlake.latency.store.ChunkLine;
import org.strainlake.latency.store.Content;
import org.strainlake.latency.store.EpochNanos;
import org.strainlake.latency.store.Plans;
import org.strainlake.latency.store.Stamps;

class LegHistogramTest {
    private static final Percentage THREE_DIGITS = Percentage.withPercentage(0.11);

    @Test
    void quantilesAgreeWithTheExactOnesToThreeDigits() {
        var random = new Random(7);
        var histogram = new LegHistogram(Leg.CREATED_DELIVERED);
        long[] nanos = random.doubles(20_000)
                .mapToLong(x -> (long) (2e6 * Math.exp(4 * x)))
                .toArray();

        Arrays.stream(nanos).forEach(histogram::take);

        Arrays.sort(nanos);
        var summary = histogram.summary();
        assertThat(summary.count()).isEqualTo(20_000);
        assertThat(summary.p50Ms()).isCloseTo(exact(nanos, 0.50), THREE_DIGITS);
        assertThat(summary.p90Ms()).isCloseTo(exact(nanos, 0.90), THREE_DIGITS);
        assertThat(summary.p99Ms()).isCloseTo(exact(nanos, 0.99), THREE_DIGITS);
        assertThat(summary.maxMs()).isEqualTo(nanos[nanos.length - 1] / 1e6);
        assertThat(summary.meanMs()).isCloseTo(Arrays.stream(nanos).average().orElseThrow() / 1e6, within(1e-9));
    }

    @Test
    void aSingleLatencyIsEveryQuantileToTheNanosecond() {
        var histogram = new LegHistogram(Leg.CREATED_STORED);

        histogram.take(123_456_789);

        assertThat(histogram.summary())
                .isEqualTo(new LegSummary(
                        "created-stored", 1, 123.456789, 123.456789, 123.456789, 123.456789, 123.456789, 0));
    }

    @Test
    void aNegativeLatencyIsCountedAndEntersNoQuantile() {
        var histogram = new LegHistogram(Leg.CREATED_STORED);

        histogram.take(-1);
        histogram.take(-5_000_000_000L);
        histogram.take(0);

        var summary = histogram.summary();
        assertThat(summary.negative()).isEqualTo(2);
        assertThat(summary.count()).isEqualTo(1);
        assertThat(summary.maxMs()).isZero();
    }

    @Test
    void ofNothingNothingIsTold() {
        assertThat(new LegHistogram(Leg.STORED_NOTIFIED).summary())
                .isEqualTo(new LegSummary("stored-notified", 0, null, null, null, null, null, 0));
    }

    @Test
    void aChunkThatDidNotPassTheLegIsLeftOut() {
        var histogram = new LegHistogram(Leg.STORED_ATTACHED);
        var stamps = new Stamps();
        stamps.take(Stage.STORED, 1, "ego");

        histogram.take(new ChunkLine(0, "virgo:a", stamps, null, null, List.of(), Content.UNKNOWN), Plans.live(0, 0));

        assertThat(histogram.summary().count()).isZero();
    }

    @Test
    void theDetectorsOwnDelayBeginsWhereTheSecondEnds() {
        var histogram = new LegHistogram(Leg.GPS_END_CREATED);
        var stamps = new Stamps();
        stamps.take(Stage.CREATED, EpochNanos.of(Instant.parse("2017-01-01T00:00:02.250Z")), "ego");
        long leapSecond = 1_167_264_017; // 2016-12-31T23:59:60

        histogram.take(
                new ChunkLine(leapSecond, "virgo:a", stamps, null, null, List.of(), Content.UNKNOWN), Plans.live(0, 0));

        assertThat(histogram.summary().maxMs()).isEqualTo(2250);
    }

    private static double exact(long[] sorted, double quantile) {
        return sorted[(int) Math.ceil(quantile * sorted.length) - 1] / 1e6;
    }
}
