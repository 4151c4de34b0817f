package org.strainlake.latency.clock;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.strainlake.latency.store.ClockOffset;

/** Shows each clock's latest comparison as metrics, in seconds; their number is that of the clocks in the settings. */
@Component
class ClockMeters {
    private static final double NANOS_PER_SECOND = 1e9;

    private final MeterRegistry meters;
    private final Map<String, Shown> shown = new ConcurrentHashMap<>();

    ClockMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    void show(ClockOffset offset) {
        shown.computeIfAbsent(offset.clock(), this::register).latest = offset;
    }

    private Shown register(String clock) {
        var shownHere = new Shown();
        Gauge.builder("strainlake.clock.offset", shownHere, Shown::offsetSeconds)
                .description("How far a clock is ahead of this host's")
                .baseUnit("seconds")
                .tag("clock", clock)
                .register(meters);
        Gauge.builder("strainlake.clock.uncertainty", shownHere, Shown::uncertaintySeconds)
                .description("By how much the offset may be wrong")
                .baseUnit("seconds")
                .tag("clock", clock)
                .register(meters);
        return shownHere;
    }

    /** What is shown of a clock; NaN before its first comparison. */
    private static final class Shown {
        private volatile @Nullable ClockOffset latest;

        double offsetSeconds() {
            var offset = latest;
            return offset == null ? Double.NaN : offset.offsetNanos() / NANOS_PER_SECOND;
        }

        double uncertaintySeconds() {
            var offset = latest;
            return offset == null ? Double.NaN : offset.uncertaintyNanos() / NANOS_PER_SECOND;
        }
    }
}
