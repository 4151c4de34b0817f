package org.strainlake.notification.log;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Whether Kafka answers. */
@Component("kafkaHealthIndicator")
class KafkaHealth implements HealthIndicator {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final LogKafka kafka;

    KafkaHealth(LogKafka kafka) {
        this.kafka = kafka;
    }

    @Override
    public Health health() {
        try {
            return Health.up().withDetail("brokers", kafka.brokers(PATIENCE)).build();
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            return Health.down(e).build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Health.unknown().build();
        }
    }
}
