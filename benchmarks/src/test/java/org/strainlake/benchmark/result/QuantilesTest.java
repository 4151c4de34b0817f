package org.strainlake.benchmark.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class QuantilesTest {
    @Test
    void aQuantileIsTheSmallestThatItsShareDoesNotExceed() {
        var quantiles = new Quantiles(LongStream.rangeClosed(1, 200)
                .map(rank -> (201 - rank) * 1_000_000)
                .toArray());

        assertThat(quantiles.at(0.5)).isEqualTo(100);
        assertThat(quantiles.at(0.99)).isEqualTo(198);
        assertThat(quantiles.longest()).isEqualTo(200);
        assertThat(quantiles.count()).isEqualTo(200);
    }

    @Test
    void oneDurationIsEveryQuantile() {
        var quantiles = Quantiles.of(List.of(1_500_000L));

        assertThat(quantiles.at(0)).isEqualTo(1.5);
        assertThat(quantiles.at(0.99)).isEqualTo(1.5);
    }

    @Test
    void thereAreNoneOfNothing() {
        assertThatThrownBy(() -> new Quantiles().at(0.5)).isInstanceOf(IllegalStateException.class);
    }
}
