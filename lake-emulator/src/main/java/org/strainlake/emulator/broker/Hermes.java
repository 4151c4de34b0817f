package org.strainlake.emulator.broker;

import jakarta.jms.JMSException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Relays the catalogue's events to the topic {@code rucio.events}, some time after they happened, as Rucio's daemon of this
 * name does. What waits is in memory: it is lost if the process is killed. Thread-safe.
 */
@Component
public class Hermes implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(Hermes.class);
    private static final String TOPIC = "rucio.events";
    private static final int MOST_WAITING = 200_000;
    private static final DateTimeFormatter CREATED_AT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final MessageBroker broker;
    private final InstantSource clock;
    private final JsonMapper json;
    private final Relaying relaying;
    private final int bulk;
    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>(MOST_WAITING);
    private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("hermes").factory());
    private @Nullable Waiting unsent;

    Hermes(
            MessageBroker broker,
            BrokerProperties properties,
            InstantSource clock,
            JsonMapper json,
            ObjectProvider<Relaying> relaying) {
        this.broker = broker;
        this.relaying = relaying.getIfAvailable(() -> Relaying.FAITHFUL);
        this.clock = clock;
        this.json = json;
        this.bulk = properties.hermesBulk();
        long pause = properties.hermesInterval().toMillis();
        var _ = rounds.scheduleWithFixedDelay(() -> relay(bulk), pause, pause, TimeUnit.MILLISECONDS);
    }

    /** Takes an event to be relayed in one of the next rounds. */
    public void event(String type, Map<String, @Nullable Object> payload) {
        var body = new LinkedHashMap<String, Object>();
        body.put("event_type", type);
        body.put("payload", payload);
        body.put("created_at", createdAt());
        var waiting = new Waiting(type, json.writeValueAsString(body));
        var name = payload.get("name");
        var did = name == null ? null : payload.get("scope") + ":" + name;
        for (var pause : relaying.pauses(type, did)) {
            if (pause.isZero()) {
                queue(waiting);
            } else {
                later(waiting, pause);
            }
        }
    }

    private void later(Waiting event, Duration pause) {
        try {
            var _ = rounds.schedule(() -> queue(event), pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.warn("an event {} is lost: the relay ends", event.type());
        }
    }

    private void queue(Waiting event) {
        if (!queue.offer(event)) {
            LOG.error("{} events wait for the broker: an event {} is dropped", MOST_WAITING, event.type());
        }
    }

    /** Now, as Rucio writes it into its events. */
    public String createdAt() {
        return CREATED_AT.format(clock.instant());
    }

    /** Publishes a trace at once; lost if the broker does not take it. */
    public void trace(Map<String, Object> body) {
        try {
            broker.publish("rucio.tracer", "appversion", "rucio", json.writeValueAsBytes(body));
        } catch (JMSException e) {
            LOG.warn("a trace is lost: {}", e.getMessage());
        }
    }

    private synchronized void relay(int most) {
        for (int sent = 0; sent < most; sent++) {
            var next = unsent == null ? queue.poll() : unsent;
            if (next == null) {
                return;
            }
            try {
                broker.publish(TOPIC, "event_type", next.type(), next.body().getBytes(StandardCharsets.UTF_8));
                unsent = null;
            } catch (JMSException e) {
                unsent = next;
                LOG.warn("the broker does not take events: {}", e.getMessage());
                return;
            }
        }
    }

    @Override
    public void destroy() {
        rounds.shutdownNow();
        relay(MOST_WAITING);
    }

    private record Waiting(String type, String body) {}
}
