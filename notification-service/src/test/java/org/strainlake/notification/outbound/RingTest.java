package org.strainlake.notification.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.strainlake.notification.Chunks;
import org.strainlake.notification.log.FeedTopic;
import org.strainlake.notification.log.LogEntry;
import tools.jackson.databind.json.JsonMapper;

class RingTest {
    private static final FeedTopic LOG = new FeedTopic("virgo", true);
    private final StructuredEvent writer =
            new StructuredEvent(JsonMapper.builder().build());

    @Test
    void theOldestMakeRoomInNumber() {
        var ring = new Ring("a", 100, 3, Long.MAX_VALUE);

        ring.add(events(100, 5), 105);

        assertThat(ring.from(101)).isEmpty();
        assertThat(ring.from(102).orElseThrow().events())
                .extracting(told -> told.entry().offset())
                .containsExactly(102L, 103L, 104L);
        assertThat(ring.has(101)).isFalse();
        assertThat(ring.has(105)).isTrue();
    }

    @Test
    void theOldestMakeRoomInMemory() {
        long each = events(0, 1).getFirst().weight();
        var ring = new Ring("a", 0, 1000, 2 * each);

        ring.add(events(0, 3), 3);

        assertThat(ring.from(0)).isEmpty();
        assertThat(ring.from(1).orElseThrow().events()).hasSize(2);
    }

    @Test
    void whoIsAtTheEndOrAheadOfItGetsNothing() {
        var ring = new Ring("a", 7, 3, Long.MAX_VALUE);

        assertThat(ring.from(7).orElseThrow()).isEqualTo(new Ring.Slice(List.of(), 7));
        assertThat(ring.from(9).orElseThrow()).isEqualTo(new Ring.Slice(List.of(), 9));
        assertThat(ring.from(6)).isEmpty();
    }

    @Test
    void aPlaceWhereNoEventStandsIsPassed() {
        var ring = new Ring("a", 0, 10, Long.MAX_VALUE);

        ring.add(events(2, 1), 3);

        var slice = ring.from(0).orElseThrow();
        assertThat(slice.events()).hasSize(1);
        assertThat(slice.next()).isEqualTo(3);
    }

    @Test
    void aReaderTakesSoManyAtATimeAndGoesOn() {
        var ring = new Ring("a", 0, 1000, Long.MAX_VALUE);
        ring.add(events(0, 250), 250);

        long place = 0;
        int slices = 0;
        while (place < ring.end()) {
            var slice = ring.from(place).orElseThrow();
            assertThat(slice.events()).isNotEmpty();
            assertThat(slice.events().getFirst().entry().offset()).isEqualTo(place);
            place = slice.next();
            slices++;
        }

        assertThat(slices).isEqualTo(3);
    }

    @Test
    void anEventIsWrittenOnceForAllReaders() {
        var told = events(0, 1).getFirst();

        assertThat(told.text()).isSameAs(told.text());
    }

    private List<Told> events(long first, int count) {
        return LongStream.range(first, first + count)
                .mapToObj(offset -> new Told(
                        new LogEntry(
                                Chunks.stored("V-V1_HOFT-1000000000-3600", 1_000_000_000 + offset),
                                LOG,
                                offset,
                                Instant.EPOCH),
                        writer))
                .toList();
    }
}
