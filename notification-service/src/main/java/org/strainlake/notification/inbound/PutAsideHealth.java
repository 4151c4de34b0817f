package org.strainlake.notification.inbound;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** What is put aside. It harms nobody, so the service is well with it; an operator should look at it. */
@Component("putAsideHealthIndicator")
class PutAsideHealth implements HealthIndicator {
    private final PutAside aside;

    PutAsideHealth(PutAside aside) {
        this.aside = aside;
    }

    @Override
    public Health health() {
        try {
            var health = Health.up().withDetail("count", aside.count());
            aside.newest(1)
                    .forEach(
                            item -> health.withDetail("newest", item.received()).withDetail("reason", item.reason()));
            return health.build();
        } catch (DataAccessException | TransactionException e) {
            return Health.unknown().build(); // that the database is away is another component's to say
        }
    }
}
