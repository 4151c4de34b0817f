package org.strainlake.lake.webdav;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether every storage that this process uses answers. Asks nothing itself. */
final class StorageHealth implements HealthIndicator {
    private final WebDavStorage storage;

    StorageHealth(WebDavStorage storage) {
        this.storage = storage;
    }

    @Override
    public Health health() {
        var ill = storage.illStorages();
        return ill.isEmpty()
                ? Health.up().build()
                : Health.down().withDetail("failing", ill).build();
    }
}
