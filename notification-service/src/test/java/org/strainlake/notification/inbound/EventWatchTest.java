package org.strainlake.notification.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import org.strainlake.deviation.ToldDeviations;
import org.strainlake.event.FeedEvent;
import org.strainlake.lake.DataIdentifier;

class EventWatchTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final DataIdentifier DATASET = DataIdentifier.parse("virgo:dataset");

    private final ToldDeviations told = new ToldDeviations();
    private final EventWatch watch = new EventWatch(
            told,
            InstantSource.fixed(NOW),
            new InboundProperties(
                    InboundProperties.Subscription.DURABLE,
                    "id",
                    "events",
                    "traces",
                    DataSize.ofKilobytes(1),
                    Duration.ofMinutes(1),
                    Duration.ofDays(1)));

    @Test
    void anEventThatComesTwiceIsRepeatedAndNothingElse() {
        watch.look(event("1", "one", DATASET, 9));
        watch.look(event("2", "two", DATASET, 8));
        watch.look(event("1", "one", DATASET, 9));

        assertThat(told.all()).containsExactly("event-repeated at activemq of virgo:one");
    }

    @Test
    void anEventOfADatasetThatComesAfterALaterOneIsOutOfOrder() {
        watch.look(event("1", "one", DATASET, 7));
        watch.look(event("2", "two", DATASET, 8));
        watch.look(event("3", "three", DATASET, 7));
        watch.look(event("4", "four", null, 20));
        watch.look(event("5", "four", null, 21));

        assertThat(told.all())
                .containsExactly(
                        "event-out-of-order at activemq of virgo:two", "event-out-of-order at activemq of virgo:four");
    }

    @Test
    void anEventThatComesLongAfterItWasMadeIsLateAndNothingElse() {
        watch.look(event("1", "one", DATASET, 60));
        watch.look(event("2", "two", DATASET, 61));

        assertThat(told.all()).containsExactly("event-late at activemq of virgo:two"); // and not out of order, too
    }

    private static FeedEvent event(String id, String name, @Nullable DataIdentifier dataset, long secondsAgo) {
        return new FeedEvent(
                id,
                "transfer-done",
                FeedEvent.Source.RUCIO,
                NOW.minusSeconds(secondsAgo),
                "virgo",
                true,
                new DataIdentifier("virgo", name),
                dataset,
                null,
                "RSE",
                null,
                null,
                null,
                null,
                new byte[0]);
    }
}
