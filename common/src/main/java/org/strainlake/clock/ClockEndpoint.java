package org.strainlake.clock;

import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** {@code /actuator/clock}: stamps of this host's clock. */
@Endpoint(id = "clock")
public final class ClockEndpoint {
    private final InstantSource clock;

    ClockEndpoint(InstantSource clock) {
        this.clock = clock;
    }

    /** The clock, now. */
    @ReadOperation
    public ClockReading read() {
        long received = nanos();
        return new ClockReading(received, nanos());
    }

    private long nanos() {
        var now = clock.instant();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }
}
