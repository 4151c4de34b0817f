package org.strainlake.latency.booking;

import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.strainlake.latency.booking.Answers.UnansweredException;

/** Whether a Kafka broker answers. */
class KafkaHealthIndicator extends AbstractHealthIndicator {
    private final Admin admin;
    private final Duration timeout;

    KafkaHealthIndicator(Admin admin, Duration timeout) {
        this.admin = admin;
        this.timeout = timeout;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        try {
            int brokers =
                    Answers.within(timeout, admin.describeCluster().nodes()).size();
            health.up().withDetail("brokers", brokers);
        } catch (UnansweredException e) {
            health.down().withDetail("reason", String.valueOf(e.getMessage()));
        }
    }
}
