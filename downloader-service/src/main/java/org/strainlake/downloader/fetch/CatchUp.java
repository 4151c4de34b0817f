package org.strainlake.downloader.fetch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.strainlake.downloader.follow.Follow;
import org.strainlake.downloader.follow.FollowChange;
import org.strainlake.downloader.follow.Follows;
import org.strainlake.kafka.KafkaProperties;

/**
 * Reads the log from its oldest event for a follow that asks for it, beside the fast path and with slots of
 * its own. What was read is remembered when the end is reached; until then a start begins anew, and the ledger
 * knows what is delivered.
 */
@Component
class CatchUp implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final int SLOTS = 2;

    private final KafkaProperties kafka;
    private final Follows follows;
    private final Intake intake;
    private final NoticeReader reader;
    private final Slots slots = new Slots(SLOTS, "catch-up-");
    private final Map<String, Thread> readers = new ConcurrentHashMap<>();

    CatchUp(KafkaProperties kafka, Follows follows, Intake intake, NoticeReader reader) {
        this.kafka = kafka;
        this.follows = follows;
        this.intake = intake;
        this.reader = reader;
    }

    @EventListener
    void on(FollowChange change) {
        var follow = change.follow();
        var earlier = readers.remove(follow.name());
        if (earlier != null) {
            earlier.interrupt();
        }
        if (change instanceof FollowChange.Added added && added.toCatchUp()) {
            readers.put(
                    follow.name(),
                    Thread.ofPlatform()
                            .name("catch-up " + follow.name())
                            .daemon()
                            .start(() -> run(follow)));
        }
    }

    @Override
    public void destroy() {
        readers.values().forEach(Thread::interrupt);
        slots.close();
    }

    private void run(Follow follow) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    read(follow);
                    follows.caughtUp(follow);
                    LOG.info("the follow {} has caught up with the log", follow.name());
                    return;
                } catch (InterruptException e) {
                    throw new InterruptedException();
                } catch (KafkaException | DataAccessException e) {
                    LOG.warn("the follow {} waits to catch up: {}", follow.name(), e.toString());
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            LOG.debug("the follow {} catches up at the next start", follow.name());
        }
    }

    private void read(Follow follow) throws InterruptedException {
        Map<String, Object> config = new java.util.HashMap<>(kafka.configuration());
        config.put("bootstrap.servers", String.join(",", kafka.brokers()));
        config.put("enable.auto.commit", "false");
        config.put("auto.offset.reset", "earliest");
        config.put("max.poll.records", "50");
        config.put("max.partition.fetch.bytes", "262144");
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var log = Stream.of(".proprietary", ".public")
                    .map(visibility -> new TopicPartition(EventTopics.PREFIX + follow.experiment() + visibility, 0))
                    .toList();
            consumer.assign(log);
            consumer.seekToBeginning(log);
            var ends = consumer.endOffsets(log);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                var notices = new ArrayList<Notice>();
                for (var message : consumer.poll(POLL)) {
                    var notice = notice(message);
                    if (notice != null) {
                        notices.add(notice);
                    }
                }
                intake.take(notices, List.of(follow), slots);
            }
        }
    }

    private @Nullable Notice notice(ConsumerRecord<byte[], byte[]> message) {
        return reader.read(
                name -> {
                    var header = message.headers().lastHeader(name);
                    return header == null ? null : header.value();
                },
                message.value(),
                Instant.ofEpochMilli(message.timestamp()),
                message.topic() + "/" + message.offset());
    }
}
