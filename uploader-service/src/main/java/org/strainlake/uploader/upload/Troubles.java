package org.strainlake.uploader.upload;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** What is being waited for at present, by what it holds up; each is logged when it begins and when it ends. */
@Component("uploadHealthIndicator")
class Troubles implements HealthIndicator {
    private static final Logger LOG = LoggerFactory.getLogger(Troubles.class);

    private final Map<String, String> reasons = new ConcurrentHashMap<>();

    void begin(String what, String reason) {
        if (reasons.put(what, reason) == null) {
            LOG.warn("{} waits: {}", what, reason);
        }
    }

    void end(String what) {
        if (reasons.remove(what) != null) {
            LOG.info("{} goes on", what);
        }
    }

    Map<String, String> current() {
        return new TreeMap<>(reasons);
    }

    @Override
    public Health health() {
        var current = current();
        return current.isEmpty()
                ? Health.up().build()
                : Health.down().withDetails(current).build();
    }
}
