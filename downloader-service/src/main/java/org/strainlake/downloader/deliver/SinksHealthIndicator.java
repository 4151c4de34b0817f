package org.strainlake.downloader.deliver;

import java.util.Objects;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** The component {@code sinks}: down while any of them cannot take chunks, with the reasons. */
@Component("sinksHealthIndicator")
class SinksHealthIndicator implements HealthIndicator {
    private final Sinks sinks;

    SinksHealthIndicator(Sinks sinks) {
        this.sinks = sinks;
    }

    @Override
    public Health health() {
        var troubles =
                sinks.all().map(DirectorySink::trouble).filter(Objects::nonNull).toList();
        var health = troubles.isEmpty() ? Health.up() : Health.down().withDetail("troubles", troubles);
        return health.withDetail("sinks", sinks.all().count()).build();
    }
}
