package org.strainlake.notification.log;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Whether the index follows the log, and how far it is behind. On a standby there is nothing to follow with. */
@Component("indexHealthIndicator")
class IndexHealth implements HealthIndicator {
    private final Lease lease;
    private final Bookkeeper bookkeeper;

    IndexHealth(Lease lease, Bookkeeper bookkeeper) {
        this.lease = lease;
        this.bookkeeper = bookkeeper;
    }

    @Override
    public Health health() {
        return (bookkeeper.isAtWork() || !lease.isHeld() ? Health.up() : Health.down())
                .withDetail("behind", bookkeeper.behind())
                .build();
    }
}
