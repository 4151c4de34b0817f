package org.strainlake.downloader.fetch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.cloud.stream.config.ListenerContainerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.messaging.Message;
import org.springframework.util.backoff.FixedBackOff;

/** Takes the feed from Kafka. What fails comes again without end, in order: nothing is left out. */
@Configuration(proxyBeanMethods = false)
class EventsBinding {
    private static final long PAUSE_MILLIS = 1000;

    private final NoticeReader reader;
    private final Intake intake;

    EventsBinding(NoticeReader reader, Intake intake) {
        this.reader = reader;
        this.intake = intake;
    }

    @Bean("events")
    Consumer<Message<List<byte[]>>> events() {
        return this::take;
    }

    @Bean
    ListenerContainerCustomizer<AbstractMessageListenerContainer<?, ?>> retryWhatMayPass() {
        return (container, destination, group) -> container.setCommonErrorHandler(
                new DefaultErrorHandler(new FixedBackOff(PAUSE_MILLIS, FixedBackOff.UNLIMITED_ATTEMPTS)));
    }

    private void take(Message<List<byte[]>> batch) {
        var headers = batch.getHeaders();
        List<?> eachHeaders = headers.get(KafkaHeaders.BATCH_CONVERTED_HEADERS, List.class);
        List<?> topics = headers.get(KafkaHeaders.RECEIVED_TOPIC, List.class);
        List<?> offsets = headers.get(KafkaHeaders.OFFSET, List.class);
        List<?> times = headers.get(KafkaHeaders.RECEIVED_TIMESTAMP, List.class);
        if (eachHeaders == null || topics == null || offsets == null || times == null) {
            throw new IllegalStateException("the binding of the events is not in batch mode");
        }
        var notices = new ArrayList<Notice>(batch.getPayload().size());
        for (int i = 0; i < batch.getPayload().size(); i++) {
            var each = (Map<?, ?>) eachHeaders.get(i);
            var logged = Instant.ofEpochMilli((Long) times.get(i));
            var notice =
                    reader.read(each::get, batch.getPayload().get(i), logged, topics.get(i) + "/" + offsets.get(i));
            if (notice != null) {
                notices.add(notice);
            }
        }
        try {
            intake.take(notices);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before every chunk was delivered or pending", e);
        }
    }
}
