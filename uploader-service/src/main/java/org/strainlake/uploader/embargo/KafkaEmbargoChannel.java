package org.strainlake.uploader.embargo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
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
import org.springframework.stereotype.Component;
import org.strainlake.embargo.Embargo;
import org.strainlake.embargo.EmbargoCodec;
import org.strainlake.embargo.EmbargoProperties;
import org.strainlake.kafka.KafkaProperties;

/** The topic of embargoes, which services make where it is missing, and a topic that the brokers stamp. */
@Component
class KafkaEmbargoChannel implements EmbargoChannel, DisposableBean {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Map<String, String> STAMPED = Map.of(
            "message.timestamp.type", "LogAppendTime",
            "retention.ms", "3600000");

    private final KafkaProperties kafka;
    private final EmbargoProperties embargoes;
    private final String clockTopic;
    private @Nullable KafkaProducer<byte[], byte[]> producer;
    private boolean clockTopicThere;

    KafkaEmbargoChannel(KafkaProperties kafka, EmbargoProperties embargoes, ReleaseProperties release) {
        this.kafka = kafka;
        this.embargoes = embargoes;
        this.clockTopic = release.clockTopic();
    }

    @Override
    public void tell(Embargo embargo) throws IOException, InterruptedException {
        var key = embargo.id().getBytes(StandardCharsets.UTF_8);
        send(new ProducerRecord<>(embargoes.topic(), 0, key, EmbargoCodec.bytes(embargo)));
    }

    @Override
    public Instant clock() throws IOException, InterruptedException {
        ensureClockTopic();
        return Instant.ofEpochMilli(
                send(new ProducerRecord<>(clockTopic, 0, null, new byte[0])).timestamp());
    }

    private RecordMetadata send(ProducerRecord<byte[], byte[]> message) throws IOException, InterruptedException {
        try {
            return producer().send(message).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException("Kafka did not take " + message.topic() + ": " + e.getCause(), e);
        } catch (TimeoutException | KafkaException e) {
            throw new IOException("Kafka did not take " + message.topic() + ": " + e, e);
        }
    }

    private synchronized KafkaProducer<byte[], byte[]> producer() {
        if (producer == null) {
            var config = kafka.client();
            config.put("acks", "all");
            config.put("enable.idempotence", "true");
            config.put("linger.ms", "0");
            config.put("max.block.ms", Long.toString(PATIENCE.toMillis()));
            producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        }
        return producer;
    }

    private synchronized void ensureClockTopic() throws IOException, InterruptedException {
        if (clockTopicThere) {
            return;
        }
        var replicas = embargoes.replicas() < 0 ? Optional.<Short>empty() : Optional.of(embargoes.replicas());
        try (var admin = Admin.create(kafka.client())) {
            admin.createTopics(List.of(new NewTopic(clockTopic, Optional.of(1), replicas).configs(STAMPED)))
                    .all()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IOException("Kafka does not create " + clockTopic + ": " + e.getCause(), e);
            }
        } catch (TimeoutException | KafkaException e) {
            throw new IOException("Kafka does not create " + clockTopic + ": " + e, e);
        }
        clockTopicThere = true;
    }

    @Override
    public synchronized void destroy() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(2));
        }
    }
}
