package org.strainlake.notification.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
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
        var identities = identities(topics);
        try {
            return new LogReader(kafka.consumer(), identities);
        } catch (KafkaException e) {
            throw new LogUnavailable("no reader can be made", e);
        }
    }

    /**
     * The identities that Kafka gave the logs when they were created.
     *
     * @throws LogUnavailable if Kafka does not answer or does not have one of them yet
     */
    public Map<FeedTopic, String> identities(Collection<FeedTopic> topics) throws InterruptedException {
        var identities = new HashMap<FeedTopic, String>();
        for (var topic : topics) {
            identities.put(topic, kafka.identity(topic.kafkaName()));
        }
        return identities;
    }

    /**
     * The events at the places given; those that the log no longer keeps are left out.
     *
     * @throws LogUnavailable if Kafka does not answer
     */
    public List<FeedEvent> read(FeedTopic topic, Collection<Long> offsets) throws InterruptedException {
        var wanted = new TreeSet<>(offsets);
        var found = new ArrayList<FeedEvent>();
        try (var reader = open(List.of(topic))) {
            wanted.headSet(reader.extent(topic).oldest()).clear();
            while (!wanted.isEmpty()) {
                reader.seek(topic, wanted.first());
                var entries = reader.poll(PATIENCE);
                entries.stream()
                        .filter(entry -> wanted.remove(entry.offset()))
                        .map(LogEntry::event)
                        .forEach(found::add);
                wanted.headSet(reader.position(topic)).clear();
                if (entries.isEmpty()) {
                    return found;
                }
            }
        } catch (AgedOut e) { // since the extent was asked for: what is left out comes another time
            return found;
        }
        return found;
    }
}
