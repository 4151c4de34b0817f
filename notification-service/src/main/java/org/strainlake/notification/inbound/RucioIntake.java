package org.strainlake.notification.inbound;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.strainlake.notification.log.EventLog;

/**
 * Takes Rucio's messages. One counts as taken only when the log has it, or it is put aside; until then the
 * broker gives it again, in order and without end.
 */
@Component
class RucioIntake {
    private final RucioEvents events;
    private final UploadHints hints;
    private final EventWatch watch;
    private final OpenTransfers transfers;
    private final EventLog log;
    private final PutAside aside;
    private final InboundProperties properties;

    RucioIntake(
            RucioEvents events,
            UploadHints hints,
            EventWatch watch,
            OpenTransfers transfers,
            EventLog log,
            PutAside aside,
            InboundProperties properties) {
        this.events = events;
        this.hints = hints;
        this.watch = watch;
        this.transfers = transfers;
        this.log = log;
        this.aside = aside;
        this.properties = properties;
    }

    void takeEvent(Message message) throws JMSException {
        var body = body(message);
        var origin = String.valueOf(message.getJMSDestination());
        if (body == null) {
            aside.add(origin, "neither bytes nor text: " + message.getJMSMessageID(), null, new byte[0]);
        } else if (body.length > properties.largestBody().toBytes()) {
            aside.add(origin, "a body of " + body.length + " bytes", null, body);
        } else {
            takeEvent(origin, body, message.getJMSRedelivered());
        }
    }

    void takeTrace(Message message) throws JMSException {
        var body = body(message);
        if (body != null && body.length <= properties.largestBody().toBytes()) {
            hints.note(body);
        }
    }

    private void takeEvent(String origin, byte[] body, boolean again) {
        switch (events.read(body)) {
            case RucioMessage.Misfit(var reason, var type) -> aside.add(origin, reason, type, body);
            case RucioMessage.Event(var event) -> {
                if (!again) {
                    watch.look(event);
                }
                try {
                    log.append(List.of(event));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted before the log had " + event, e);
                }
                transfers.look(event);
            }
        }
    }

    private static byte @Nullable [] body(Message message) throws JMSException {
        return switch (message) {
            case BytesMessage bytes -> {
                var body = new byte[Math.toIntExact(bytes.getBodyLength())];
                bytes.readBytes(body);
                yield body;
            }
            case TextMessage text ->
                text.getText() == null ? null : text.getText().getBytes(UTF_8);
            default -> null;
        };
    }
}
