package org.strainlake.downloader.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;
import org.strainlake.journey.JourneyCodec;
import org.strainlake.journey.JourneyRecord;
import org.strainlake.kafka.KafkaProperties;

/**
 * The topic of the journey, and the health component {@code kafka}. Its clients are made when first needed, so
 * that the service starts while Kafka is down. Thread-safe.
 */
@Component("kafkaHealthIndicator")
class JourneyKafka implements HealthIndicator, DisposableBean {
    static final String TOPIC = "strainlake.journey";

    private static final int PARTITIONS = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration HEALTH_PATIENCE = Duration.ofSeconds(3);

    private final KafkaProperties properties;
    private @Nullable KafkaProducer<byte[], byte[]> producer;
    private @Nullable Admin admin;
    private volatile boolean topicIsThere;

    JourneyKafka(KafkaProperties properties) {
        this.properties = properties;
    }

    /**
     * Sends all records and waits until Kafka has acknowledged every one.
     *
     * @throws Unsent if any may not have arrived; sending them again does no harm
     */
    void send(List<JourneyRecord> records) throws InterruptedException {
        try {
            ensureTopic();
            var current = producer();
            var sent = new ArrayList<Future<RecordMetadata>>(records.size());
            for (var each : records) {
                sent.add(current.send(
                        new ProducerRecord<>(TOPIC, each.key().getBytes(UTF_8), JourneyCodec.write(each))));
            }
            for (var each : sent) {
                each.get();
            }
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new Unsent(e);
        }
    }

    @Override
    public Health health() {
        try {
            var brokers = admin().describeCluster().nodes().get(HEALTH_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return Health.up().withDetail("brokers", brokers.size()).build();
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            return Health.down().withDetail("reason", "Kafka does not answer").build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Health.unknown().build();
        }
    }

    @Override
    public synchronized void destroy() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(2));
        }
        if (admin != null) {
            admin.close(Duration.ofSeconds(2));
        }
    }

    private void ensureTopic() throws InterruptedException, ExecutionException, TimeoutException {
        if (topicIsThere) {
            return;
        }
        try {
            admin().createTopics(List.of(new NewTopic(TOPIC, Optional.of(PARTITIONS), Optional.empty())))
                    .all()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
        topicIsThere = true;
    }

    private synchronized KafkaProducer<byte[], byte[]> producer() {
        if (producer == null) {
            var config = config();
            config.put("acks", "all");
            config.put("enable.idempotence", "true");
            config.put("linger.ms", "5");
            config.put("max.block.ms", Long.toString(PATIENCE.toMillis()));
            producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        }
        return producer;
    }

    private synchronized Admin admin() {
        if (admin == null) {
            admin = Admin.create(config());
        }
        return admin;
    }

    private Map<String, Object> config() {
        var config = new HashMap<String, Object>(properties.configuration());
        config.put("bootstrap.servers", String.join(",", properties.brokers()));
        return config;
    }

    /** Kafka did not acknowledge. */
    static final class Unsent extends RuntimeException {
        @java.io.Serial
        private static final long serialVersionUID = 1;

        Unsent(Throwable cause) {
            super("Kafka did not take records of the journey: " + cause.getMessage(), cause);
        }
    }
}
