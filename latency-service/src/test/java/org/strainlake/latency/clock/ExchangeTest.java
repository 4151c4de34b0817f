package org.strainlake.latency.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.strainlake.clock.ClockReading;
import org.strainlake.latency.store.ClockOffset;

class ExchangeTest {
    @Test
    void onAnEvenWayTheOffsetIsExact() {
        var exchange = new Exchange(1000, new ClockReading(1000 + 70 + 30, 1000 + 70 + 30 + 5), 1000 + 30 + 5 + 30);

        assertThat(exchange.offsetNanos()).isEqualTo(70);
        assertThat(exchange.wayNanos()).isEqualTo(60);
    }

    @Test
    void theTrueOffsetLiesWithinTheUncertaintyHoweverUnevenTheWay() {
        var random = new Random(5);
        for (int i = 0; i < 1000; i++) {
            long offset = random.nextLong(-2_000_000_000, 2_000_000_000);
            long there = random.nextLong(50_000_000);
            long back = random.nextLong(50_000_000);

            var best =
                    Exchange.best("ego", List.of(exchange(offset, there, back))).orElseThrow();

            assertThat(Math.abs(best.offsetNanos() - offset)).isLessThanOrEqualTo(best.uncertaintyNanos());
        }
    }

    @Test
    void theShortestWayCounts() {
        var exchanges = List.of(exchange(70, 900, 100), exchange(70, 20, 10), exchange(70, 10, 500));

        assertThat(Exchange.best("ego", exchanges)).hasValue(new ClockOffset("ego", 1035, 75, 15));
    }

    @Test
    void anAnswerBeforeItsQuestionSaysNothing() {
        assertThat(Exchange.best("ego", List.of(new Exchange(1000, new ClockReading(500, 500), 900))))
                .isEmpty();
        assertThat(Exchange.best("ego", List.of())).isEmpty();
    }

    private static Exchange exchange(long offset, long there, long back) {
        long received = 1000 + there + offset;
        return new Exchange(1000, new ClockReading(received, received + 5), 1000 + there + 5 + back);
    }
}
