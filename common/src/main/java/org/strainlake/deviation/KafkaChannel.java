package org.strainlake.deviation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
import org.strainlake.journey.JourneyCodec;
import org.strainlake.kafka.KafkaProperties;

/** Sends to the topic of the journey. Its clients are made when first needed. For one thread, and one that closes it. */
final class KafkaChannel implements DeviationChannel, AutoCloseable {
    private static final String TOPIC = "strainlake.journey";
    private static final int PARTITIONS = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String BUFFER_BYTES = "1048576";

    private final KafkaProperties properties;
    private @Nullable KafkaProducer<byte[], byte[]> producer;
    private boolean topicIsThere;

    KafkaChannel(KafkaProperties properties) {
        this.properties = properties;
    }

    @Override
    public void send(List<byte[]> records) throws InterruptedException {
        try {
            ensureTopic();
            var current = producer();
            var sent = new ArrayList<Future<RecordMetadata>>(records.size());
            for (var each : records) {
                var key = JourneyCodec.read(each).key().getBytes(UTF_8);
                sent.add(current.send(new ProducerRecord<>(TOPIC, key, each)));
            }
            for (var each : sent) {
                each.get();
            }
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new DeviationsUntold(e);
        }
    }

    private void ensureTopic() throws InterruptedException, ExecutionException, TimeoutException {
        if (topicIsThere) {
            return;
        }
        var admin = Admin.create(properties.client());
        try {
            admin.createTopics(List.of(new NewTopic(TOPIC, Optional.of(PARTITIONS), Optional.empty())))
                    .all()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        } finally {
            admin.close(Duration.ZERO);
        }
        topicIsThere = true;
    }

    private synchronized KafkaProducer<byte[], byte[]> producer() {
        if (producer == null) {
            var config = properties.client();
            config.put("acks", "all");
            config.put("enable.idempotence", "true");
            config.put("buffer.memory", BUFFER_BYTES);
            config.put("max.block.ms", Long.toString(PATIENCE.toMillis()));
            producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        }
        return producer;
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(2));
        }
    }
}
