package org.strainlake.uploader.announce;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.stream.function.StreamBridge;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.stereotype.Component;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.journey.JourneyCodec;
import org.strainlake.journey.JourneyRecord;

/** Sends through Spring Cloud Stream; the binder is configured to wait for the acknowledgement. */
@Component
class KafkaAnnouncer implements Announcer {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaAnnouncer.class);
    private static final String ANNOUNCEMENTS = "strainlake.announcements.";
    private static final String JOURNEY = "journey";

    private final StreamBridge bridge;
    private volatile @Nullable String trouble;

    KafkaAnnouncer(StreamBridge bridge) {
        this.bridge = bridge;
    }

    @Override
    public boolean announce(FeedEvent event) {
        var message = MessageBuilder.withPayload(event.body());
        FeedCodec.headers(event).forEach(message::setHeader);
        message.setHeader(KafkaHeaders.KEY, key(String.valueOf(event.subject())));
        return send(ANNOUNCEMENTS + event.experiment(), message.build());
    }

    @Override
    public boolean book(JourneyRecord journey) {
        return send(
                JOURNEY,
                MessageBuilder.withPayload(JourneyCodec.write(journey))
                        .setHeader(KafkaHeaders.KEY, key(journey.key()))
                        .build());
    }

    @Override
    public @Nullable String trouble() {
        return trouble;
    }

    private boolean send(String binding, Message<byte[]> message) {
        try {
            boolean sent = bridge.send(binding, message);
            note(sent ? null : "the message was not taken", null);
            return sent;
        } catch (
                RuntimeException
                        e) { // client, binder and channel each have kinds of their own: all mean "not acknowledged"
            note(String.valueOf(e.getMessage()), e);
            return false;
        }
    }

    private void note(@Nullable String reason, @Nullable RuntimeException cause) {
        if (reason != null && trouble == null) {
            LOG.warn("Kafka does not acknowledge; messages stay in the journal until it does", cause);
        }
        if (reason == null && trouble != null) {
            LOG.info("Kafka acknowledges again");
        }
        trouble = reason;
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
