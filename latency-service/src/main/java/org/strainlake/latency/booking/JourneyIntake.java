package org.strainlake.latency.booking;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.messaging.Message;
import org.springframework.stereotype.Component;
import org.strainlake.journey.JourneyCodec;
import org.strainlake.latency.store.JourneyBatch;
import org.strainlake.latency.store.JourneyLedger;

/** Books each batch that is read from the journey topic. */
@Component("journey")
class JourneyIntake implements Consumer<Message<List<byte[]>>> {
    private final JourneyLedger ledger;
    private final InstantSource clock;
    private final Counter booked;
    private final Counter putAside;
    private volatile IntakeState state;

    JourneyIntake(JourneyLedger ledger, InstantSource clock, MeterRegistry meters) {
        this.ledger = ledger;
        this.clock = clock;
        this.booked = Counter.builder("strainlake.journey.booked")
                .description("Journey records booked, doubles included")
                .register(meters);
        this.putAside = Counter.builder("strainlake.journey.put.aside")
                .description("Messages of the journey topic that are no journey records")
                .register(meters);
        this.state = new IntakeState(0, 0, null);
    }

    @Override
    public void accept(Message<List<byte[]>> message) {
        List<?> records = message.getPayload();
        var batch = new JourneyBatch();
        int malformed = 0;
        for (int i = 0; i < records.size(); i++) {
            // a record without a value comes as another type
            var value = records.get(i) instanceof byte[] bytes ? bytes : new byte[0];
            try {
                batch.add(JourneyCodec.read(value));
            } catch (IllegalArgumentException e) {
                malformed++;
                var reason = String.valueOf(e.getMessage());
                batch.putAside(topic(message, i), partition(message, i), offset(message, i), reason, value);
            }
        }
        int added = ledger.book(batch);
        booked.increment(records.size() - malformed);
        putAside.increment(added);
        var before = state;
        state = new IntakeState(
                before.booked() + records.size() - malformed, before.putAside() + added, clock.instant());
    }

    /** What this process did so far. */
    IntakeState state() {
        return state;
    }

    private static String topic(Message<?> message, int place) {
        return String.valueOf(header(message, KafkaHeaders.RECEIVED_TOPIC, place));
    }

    private static int partition(Message<?> message, int place) {
        return header(message, KafkaHeaders.RECEIVED_PARTITION, place) instanceof Integer partition ? partition : -1;
    }

    private static long offset(Message<?> message, int place) {
        return header(message, KafkaHeaders.OFFSET, place) instanceof Long offset ? offset : -1;
    }

    private static @Nullable Object header(Message<?> message, String name, int place) {
        return message.getHeaders().get(name) instanceof List<?> values ? values.get(place) : null;
    }
}
