package org.strainlake.notification.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;

/** Events as records of the log. */
final class FeedRecords {
    private static final Logger LOG = LoggerFactory.getLogger(FeedRecords.class);

    private FeedRecords() {}

    /** The event as CloudEvent in binary mode, its body unchanged. */
    static ProducerRecord<byte[], byte[]> write(FeedTopic topic, FeedEvent event, Instant now) {
        var written = new ProducerRecord<>(
                topic.kafkaName(), 0, now.toEpochMilli(), event.key().getBytes(UTF_8), event.body());
        FeedCodec.headers(event).forEach((name, value) -> written.headers().add(name, value));
        return written;
    }

    /** The event of a record; null, and a line in our own log, if a stranger wrote it. */
    static @Nullable FeedEvent read(ConsumerRecord<byte[], byte[]> written) {
        try {
            var event = FeedCodec.read(
                    name -> {
                        var header = written.headers().lastHeader(name);
                        return header == null ? null : header.value();
                    },
                    written.value());
            UUID.fromString(event.id());
            return event;
        } catch (IllegalArgumentException | DateTimeException e) {
            LOG.warn("no event at {}/{}: {}", written.topic(), written.offset(), e.getMessage());
            return null;
        }
    }
}
