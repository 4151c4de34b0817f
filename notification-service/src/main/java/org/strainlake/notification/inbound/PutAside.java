package org.strainlake.notification.inbound;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;
import org.strainlake.event.FeedCodec;

/** Keeps what could not become an event: with the reason, counted, for an operator to see. Thread-safe. */
@Component
public class PutAside {
    private static final Logger LOG = LoggerFactory.getLogger(PutAside.class);
    private static final int KEPT_BYTES = 65_536;

    private final MisfitRepository misfits;
    private final InstantSource clock;
    private final Counter counter;

    PutAside(MisfitRepository misfits, InstantSource clock, MeterRegistry meters) {
        this.misfits = misfits;
        this.clock = clock;
        this.counter = Counter.builder("strainlake.events.aside")
                .description("messages that could not become an event")
                .register(meters);
    }

    /**
     * One message that was put aside.
     *
     * @param id the same for the same body
     * @param origin where it came from: topic and offset, or destination
     * @param reason why it is no event
     * @param type the event's type as far as it could be read
     * @param bytes length of its body
     * @param received when it came first
     */
    public record Item(
            UUID id, String origin, String reason, @Nullable String type, long bytes, Instant received) {}

    /** How many there are. */
    public long count() {
        return misfits.count();
    }

    /** The newest, at most {@code limit}. */
    public List<Item> newest(int limit) {
        return misfits.findAllByOrderByReceivedDesc(Limit.of(limit)).stream()
                .map(Misfit::toItem)
                .toList();
    }

    void add(String origin, String reason, @Nullable String type, byte[] body) {
        var id = UUID.fromString(FeedCodec.bodyId(body));
        if (misfits.existsById(id)) {
            return;
        }
        var why = Fit.tamed(reason);
        LOG.warn("put aside from {}: {}", origin, why);
        counter.increment();
        var kept = body.length <= KEPT_BYTES ? body : Arrays.copyOf(body, KEPT_BYTES);
        try {
            misfits.save(new Misfit(
                    id, origin, why, type == null ? null : Fit.tamed(type), kept, body.length, clock.instant()));
        } catch (DataIntegrityViolationException e) {
            LOG.debug("{} was put aside at the same time", id, e);
        }
    }

    int forget(Instant before) {
        return misfits.deleteReceivedBefore(before);
    }
}
