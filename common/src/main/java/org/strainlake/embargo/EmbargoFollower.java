package org.strainlake.embargo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.strainlake.kafka.KafkaProperties;

/**
 * Reads the topic of embargoes from its beginning and then whatever comes, without end, whatever fails in between. Starts
 * before what takes in or answers anything.
 */
final class EmbargoFollower implements SmartLifecycle, HealthIndicator {
    private static final Logger LOG = LoggerFactory.getLogger(EmbargoFollower.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int BEFORE_ALL_OTHERS = Integer.MIN_VALUE + 1000;

    private final KafkaProperties kafka;
    private final EmbargoProperties settings;
    private final EmbargoBook book;
    private final TopicPartition partition;
    private final CountDownLatch wasRead = new CountDownLatch(1);
    private volatile @Nullable String trouble = "they were not read yet";
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private volatile boolean running;
    private volatile @Nullable Thread thread;

    EmbargoFollower(KafkaProperties kafka, EmbargoProperties settings, EmbargoBook book) {
        this.kafka = kafka;
        this.settings = settings;
        this.book = book;
        this.partition = new TopicPartition(settings.topic(), 0);
    }

    @Override
    public void start() {
        running = true; // before the thread looks
        thread = Thread.ofPlatform().daemon().name("embargoes").start(this::run);
        try {
            if (!wasRead.await(settings.startWait().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("Everything is closed until the embargoes are known: {}", trouble);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (isRunning()) {
            try {
                ensureTopic();
                follow();
            } catch (WakeupException e) {
                return; // only stop() wakes it
            } catch (KafkaException | ExecutionException | TimeoutException e) {
                report(String.valueOf(e.getMessage()));
                if (!pause()) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void report(String reason) {
        if (!reason.equals(trouble)) {
            LOG.warn("The embargoes cannot be read: {}", reason);
        }
        trouble = reason;
    }

    private static boolean pause() {
        try {
            Thread.sleep(PAUSE);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void ensureTopic() throws InterruptedException, ExecutionException, TimeoutException {
        var topic = new NewTopic(
                        settings.topic(),
                        Optional.of(1),
                        settings.replicas() < 0 ? Optional.empty() : Optional.of(settings.replicas()))
                .configs(Map.of("cleanup.policy", "compact"));
        try (var admin = Admin.create(kafka.client())) {
            var found = admin.listTopics().names().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (!found.contains(settings.topic())) {
                admin.createTopics(List.of(topic)).all().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private void follow() {
        var config = kafka.client();
        config.put("enable.auto.commit", "false");
        config.put("isolation.level", "read_committed");
        config.put("default.api.timeout.ms", Long.toString(PATIENCE.toMillis()));
        try (var reading = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer = reading;
            reading.assign(List.of(partition));
            reading.seekToBeginning(List.of(partition));
            long end = Objects.requireNonNull(
                    reading.endOffsets(List.of(partition)).get(partition));
            long asked = System.nanoTime();
            while (isRunning()) {
                if (System.nanoTime() - asked > BETWEEN_QUESTIONS.toNanos()) {
                    reading.endOffsets(List.of(partition)); // a consumer that hears nothing says nothing
                    asked = System.nanoTime();
                }
                if (reading.position(partition) >= end && wasRead.getCount() > 0) {
                    book.wasRead();
                    wasRead.countDown();
                }
                trouble = null;
                for (var each : reading.poll(POLL)) {
                    take(each);
                }
            }
        } finally {
            consumer = null;
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> each) {
        var id = each.key() == null ? "" : new String(each.key(), StandardCharsets.UTF_8);
        if (each.value() == null) {
            book.readable(id); // whoever deletes a record that could not be read takes back what it closed
            return;
        }
        try {
            var embargo = EmbargoCodec.read(new String(each.value(), StandardCharsets.UTF_8));
            if (!embargo.id().equals(id)) {
                throw new IllegalArgumentException("it is of " + embargo.id());
            }
            book.take(embargo);
        } catch (IllegalArgumentException e) {
            LOG.error(
                    "The embargo {} at offset {} cannot be read: everything is closed: {}",
                    id,
                    each.offset(),
                    e.getMessage());
            book.cannotRead(id);
        }
    }

    @Override
    public void stop() {
        running = false;
        var reading = consumer;
        var following = thread;
        if (reading != null) {
            reading.wakeup(); // an interrupt would break its closing off
        } else if (following != null) {
            following.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return BEFORE_ALL_OTHERS;
    }

    @Override
    public Health health() {
        var reason = trouble;
        if (!book.unreadable().isEmpty()) {
            reason = "everything is closed, since " + book.unreadable().size() + " cannot be read: the log names them";
        } else if (!book.isKnown()) {
            reason = "everything is closed until the embargoes are known: " + reason;
        }
        return reason == null
                ? Health.up().build()
                : Health.down().withDetail("reason", reason).build();
    }
}
