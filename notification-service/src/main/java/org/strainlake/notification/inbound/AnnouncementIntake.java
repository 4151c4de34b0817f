package org.strainlake.notification.inbound;

import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.stream.config.ListenerContainerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.messaging.Message;
import org.springframework.util.backoff.FixedBackOff;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.notification.log.EventLog;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes the uploader's announcements. A batch counts as taken only when the log has acknowledged all of it;
 * until then it comes again. Offsets are committed some time after that.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(InboundProperties.class)
class AnnouncementIntake {
    private static final long PAUSE_MILLIS = 1000;

    /** Commits stand between one batch and the next, and what comes again after a crash is in the log already. */
    private static final long COMMIT_MILLIS = 500;

    private static final int COMMIT_COUNT = 5000;

    private final EventLog log;
    private final PutAside aside;
    private final JsonMapper json;
    private final InboundProperties properties;

    AnnouncementIntake(EventLog log, PutAside aside, JsonMapper json, InboundProperties properties) {
        this.log = log;
        this.aside = aside;
        this.json = json;
        this.properties = properties;
    }

    @Bean("announcements")
    Consumer<Message<List<byte[]>>> intake() {
        return this::take;
    }

    @Bean
    ListenerContainerCustomizer<AbstractMessageListenerContainer<?, ?>> retryWhatMayPass(
            AnnouncementListeners listeners) {
        return (container, topic, group) -> {
            container.setCommonErrorHandler(
                    new DefaultErrorHandler(new FixedBackOff(PAUSE_MILLIS, FixedBackOff.UNLIMITED_ATTEMPTS)));
            var committing = container.getContainerProperties();
            committing.setAckMode(ContainerProperties.AckMode.COUNT_TIME);
            committing.setAckTime(COMMIT_MILLIS);
            committing.setAckCount(COMMIT_COUNT);
            listeners.add(topic, container);
        };
    }

    private void take(Message<List<byte[]>> batch) {
        var headers = batch.getHeaders();
        List<?> eachHeaders = headers.get(KafkaHeaders.BATCH_CONVERTED_HEADERS, List.class);
        List<?> topics = headers.get(KafkaHeaders.RECEIVED_TOPIC, List.class);
        List<?> offsets = headers.get(KafkaHeaders.OFFSET, List.class);
        if (eachHeaders == null || topics == null || offsets == null) {
            throw new IllegalStateException("the announcements' binding is not in batch mode");
        }
        var events = new ArrayList<FeedEvent>(batch.getPayload().size());
        for (int i = 0; i < batch.getPayload().size(); i++) {
            var topic = String.valueOf(topics.get(i));
            Object value = ((List<?>) batch.getPayload()).get(i);
            byte[] body = value instanceof byte[] bytes ? bytes : new byte[0]; // a tombstone has another form
            try {
                events.add(read(topic, (Map<?, ?>) eachHeaders.get(i), body));
            } catch (IllegalArgumentException | DateTimeException | JacksonException e) {
                aside.add(topic + "/" + offsets.get(i), String.valueOf(e.getMessage()), null, body);
            }
        }
        try {
            log.append(events);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before the log had everything", e);
        }
    }

    private FeedEvent read(String topic, Map<?, ?> headers, byte[] body) {
        if (body.length > properties.largestBody().toBytes()) {
            throw new IllegalArgumentException("a body of " + body.length + " bytes");
        }
        var event = FeedCodec.read(headers::get, body);
        if (!topic.equals(AnnouncementTopics.PREFIX + event.experiment())) {
            throw new IllegalArgumentException("an event of the experiment " + event.experiment());
        }
        if (!json.readTree(body).isObject()) {
            throw new IllegalArgumentException("the body is no JSON object");
        }
        return Fit.checked(event);
    }
}
