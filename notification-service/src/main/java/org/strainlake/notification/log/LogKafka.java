package org.strainlake.notification.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import org.strainlake.kafka.KafkaProperties;

/**
 * The Kafka clients of the log. They are made when first needed, so that the service starts while Kafka is
 * down. Thread-safe.
 */
@Component
class LogKafka implements DisposableBean {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final KafkaProperties properties;
    private final Lease lease;
    private final long settlingNanos;
    private @Nullable KafkaProducer<byte[], byte[]> producer;
    private @Nullable Admin admin;
    private long settledNanos = System.nanoTime();

    LogKafka(KafkaProperties properties, LogProperties log, Lease lease) {
        this.properties = properties;
        this.lease = lease;
        this.settlingNanos = log.settling().toNanos();
    }

    /**
     * Sends all records at once and waits until Kafka has acknowledged every one. What Kafka does not
     * acknowledge while it is away is sent again without end and without doubling.
     *
     * @throws LogUnavailable if the fate of any of them is uncertain, or this instance is not the writer
     */
    List<RecordMetadata> send(List<ProducerRecord<byte[], byte[]>> records) throws InterruptedException {
        var current = producer();
        try {
            var sent = new ArrayList<Future<RecordMetadata>>(records.size());
            for (var each : records) {
                sent.add(current.send(each));
            }
            return acknowledged(current, sent);
        } catch (ExecutionException e) {
            throw new LogUnavailable("Kafka did not take " + records.getFirst().topic(), e);
        } catch (InterruptedException e) {
            retire(current);
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            retire(current);
            throw new LogUnavailable("Kafka did not take " + records.getFirst().topic(), e);
        }
    }

    /** Waits for all, also where one failed: none is under way any more when this returns or throws. */
    private List<RecordMetadata> acknowledged(KafkaProducer<byte[], byte[]> current, List<Future<RecordMetadata>> sent)
            throws InterruptedException, ExecutionException {
        var acknowledged = new ArrayList<RecordMetadata>(sent.size());
        ExecutionException failure = null;
        for (var each : sent) {
            try {
                acknowledged.add(each.get());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException)) {
                    retire(current);
                }
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return acknowledged;
    }

    /** Fetches what a first record would wait for. */
    void warm(String topic) {
        producer().partitionsFor(topic);
    }

    /** Gives up at once whatever is being sent. Nothing can be sent until the next term. */
    synchronized void shut() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }

    /** Waits until nothing that was given up can arrive any more. */
    void awaitSettled() throws InterruptedException {
        long left = leftUntilSettled();
        while (left > 0) {
            TimeUnit.NANOSECONDS.sleep(left);
            left = leftUntilSettled();
        }
    }

    private synchronized long leftUntilSettled() {
        return settledNanos - System.nanoTime();
    }

    /**
     * A consumer outside any group, with small buffers. Whoever asks for it closes it.
     *
     * @throws KafkaException if it cannot be made
     */
    KafkaConsumer<byte[], byte[]> consumer() {
        var config = config();
        config.put("enable.auto.commit", "false");
        config.put("auto.offset.reset", "none");
        config.put("fetch.max.bytes", "1048576");
        config.put("max.partition.fetch.bytes", "524288");
        config.put("max.poll.records", "250");
        config.put("default.api.timeout.ms", Long.toString(PATIENCE.toMillis()));
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Creates the topic where it is missing.
     *
     * @return the identity that Kafka gave the topic when it was created
     * @throws LogUnavailable if Kafka does not answer or refuses
     */
    String ensure(String topic, int partitions, short replicas, Map<String, String> settings)
            throws InterruptedException {
        var wanted = new NewTopic(
                        topic, Optional.of(partitions), replicas < 0 ? Optional.empty() : Optional.of(replicas))
                .configs(settings);
        try {
            admin().createTopics(List.of(wanted)).all().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new LogUnavailable("Kafka does not create " + topic, e);
            }
        } catch (TimeoutException | KafkaException e) {
            throw new LogUnavailable("Kafka does not create " + topic, e);
        }
        return identity(topic);
    }

    /**
     * The identity that Kafka gave the topic when it was created.
     *
     * @throws LogUnavailable if Kafka does not answer or has no such topic
     */
    String identity(String topic) throws InterruptedException {
        try {
            var described = admin().describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return Objects.requireNonNull(described.get(topic)).topicId().toString();
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new LogUnavailable("Kafka does not describe " + topic, e);
        }
    }

    /** The number of brokers that are up; waits at most {@code patience}. */
    int brokers(Duration patience) throws InterruptedException, ExecutionException, TimeoutException {
        return admin().describeCluster()
                .nodes()
                .get(patience.toMillis(), TimeUnit.MILLISECONDS)
                .size();
    }

    @Override
    public synchronized void destroy() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(2));
            producer = null;
        }
        if (admin != null) {
            admin.close(Duration.ofSeconds(2));
            admin = null;
        }
    }

    private synchronized KafkaProducer<byte[], byte[]> producer() {
        lease.require();
        if (producer == null) {
            var config = config();
            config.put("acks", "all");
            config.put("enable.idempotence", "true");
            config.put("linger.ms", "0");
            config.put("max.block.ms", Long.toString(PATIENCE.toMillis()));
            config.put("request.timeout.ms", Long.toString(PATIENCE.toMillis()));
            config.put("delivery.timeout.ms", Integer.toString(Integer.MAX_VALUE));
            try {
                producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
            } catch (KafkaException e) {
                throw new LogUnavailable("no producer can be made", e);
            }
        }
        return producer;
    }

    @SuppressWarnings("ReferenceEquality") // this very producer, which has no other identity
    private synchronized void retire(KafkaProducer<byte[], byte[]> failed) {
        if (producer == failed) {
            producer = null;
        }
        failed.close(Duration.ZERO);
        settledNanos = System.nanoTime() + settlingNanos;
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
}
