package org.strainlake.notification.log;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Whether the index follows the log, and how far it is behind. */
@Component("indexHealthIndicator")
class IndexHealth implements HealthIndicator {
    private final Bookkeeper bookkeeper;

    IndexHealth(Bookkeeper bookkeeper) {
        this.bookkeeper = bookkeeper;
    }

    @Override
    public Health health() {
        return (bookkeeper.isAtWork() ? Health.up() : Health.down())
                .withDetail("behind", bookkeeper.behind())
                .build();
    }
}
