package org.strainlake.notification.log;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Whether this instance is the writer or a standby, and since when. Neither is an illness. */
@Component("writerHealthIndicator")
class WriterHealth implements HealthIndicator {
    private final WriterWatch watch;

    WriterHealth(WriterWatch watch) {
        this.watch = watch;
    }

    @Override
    public Health health() {
        var state = watch.state();
        return Health.up()
                .withDetail("instance", state.writer() ? "writer" : "standby")
                .withDetail("since", state.since())
                .build();
    }
}
