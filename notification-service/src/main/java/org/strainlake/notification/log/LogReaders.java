package org.strainlake.notification.log;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.springframework.stereotype.Component;
import org.strainlake.event.FeedEvent;

/** Opens readers of the logs. Thread-safe. */
@Component
public class LogReaders {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final LogKafka kafka;

    LogReaders(LogKafka kafka) {
        this.kafka = kafka;
    }

    /**
     * A reader of the logs, which must be told where to begin in each. Whoever opens it closes it.
     *
     * @throws LogUnavailable if Kafka does not answer or does not have one of them yet
     */
    public LogReader open(Collection<FeedTopic> topics) throws InterruptedException {
        var identities = new HashMap<FeedTopic, String>();
        for (var topic : topics) {
            identities.put(topic, kafka.identity(topic.kafkaName()));
        }
        try {
            return new LogReader(kafka.consumer(), identities);
        } catch (KafkaException e) {
            throw new LogUnavailable("no reader can be made", e);
        }
    }

    /**
     * The event at one place; empty if the log no longer keeps it.
     *
     * @throws LogUnavailable if Kafka does not answer
     */
    public Optional<FeedEvent> read(FeedTopic topic, long offset) throws InterruptedException {
        try (var reader = open(List.of(topic))) {
            reader.seek(topic, offset);
            return reader.poll(PATIENCE).stream()
                    .filter(entry -> entry.offset() == offset)
                    .map(LogEntry::event)
                    .findFirst();
        } catch (AgedOut e) {
            return Optional.empty();
        }
    }
}
