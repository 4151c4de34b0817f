package org.strainlake.downloader.fetch;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.stream.config.ListenerContainerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.messaging.Message;
import org.springframework.util.backoff.FixedBackOff;
import org.strainlake.event.EventType;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FilePayload;

/** Reads the feed from Kafka. What is no event of the right form is put aside and never blocks. */
@Configuration(proxyBeanMethods = false)
class EventsBinding {
    private static final Logger LOG = LoggerFactory.getLogger(EventsBinding.class);
    private static final long PAUSE_MILLIS = 1000;
    private static final Set<String> TOLD = Set.of(EventType.CHUNK_STORED, EventType.FILE_ATTACHED, "transfer-done");

    private final Intake intake;
    private final io.micrometer.core.instrument.Counter misfits;

    EventsBinding(Intake intake, io.micrometer.core.instrument.MeterRegistry meters) {
        this.intake = intake;
        this.misfits = meters.counter("strainlake.events.put.aside");
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
            try {
                var logged = Instant.ofEpochMilli((Long) times.get(i));
                var notice =
                        read((Map<?, ?>) eachHeaders.get(i), batch.getPayload().get(i), logged);
                if (notice != null) {
                    notices.add(notice);
                }
            } catch (IllegalArgumentException | DateTimeException e) {
                misfits.increment();
                LOG.warn("put aside: {}/{}: {}", topics.get(i), offsets.get(i), e.getMessage());
            }
        }
        try {
            intake.take(notices);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before every chunk was delivered or pending", e);
        }
    }

    private static @Nullable Notice read(Map<?, ?> headers, byte[] body, Instant logged) {
        var event = FeedCodec.read(headers::get, body);
        if (!TOLD.contains(event.type())) {
            return null;
        }
        var payload = FeedCodec.payload(event);
        requireWhole(payload);
        payload.did();
        payload.datasetDid();
        return new Notice(event.experiment(), payload, logged);
    }

    private static void requireWhole(@Nullable FilePayload payload) {
        if (payload == null || isNull(payload.adler32())) {
            throw new IllegalArgumentException("a file event without the file's checksum");
        }
    }

    private static boolean isNull(@Nullable Object member) {
        return member == null;
    }
}
