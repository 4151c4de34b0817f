package org.strainlake.uploader.announce;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Whether Kafka acknowledged the last message; up while there was none. */
@Component("kafkaHealthIndicator")
class KafkaHealth implements HealthIndicator {
    private final Announcer announcer;

    KafkaHealth(Announcer announcer) {
        this.announcer = announcer;
    }

    @Override
    public Health health() {
        var trouble = announcer.trouble();
        return trouble == null
                ? Health.up().build()
                : Health.down().withDetail("reason", trouble).build();
    }
}
