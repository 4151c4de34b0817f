package org.strainlake.emulator.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class KeptTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final Kept<String> kept = new Kept<>(Duration.ofMinutes(1), now::get);

    @Test
    void aValueIsGoneWhenItsTimeIsOver() {
        var key = kept.keep("value");

        now.set(Instant.EPOCH.plusSeconds(59));
        var before = kept.find(key);
        now.set(Instant.EPOCH.plusSeconds(60));

        assertThat(before).hasValue("value");
        assertThat(kept.find(key)).isEmpty();
        assertThat(kept.take(key)).isEmpty();
    }

    @Test
    void aValueIsTakenOnce() {
        var key = kept.keep("value");

        assertThat(kept.take(key)).hasValue("value");
        assertThat(kept.take(key)).isEmpty();
        assertThat(kept.find(key)).isEmpty();
    }

    @Test
    void theOldestGoesWhenThereAreTooMany() {
        var first = kept.keep("first");
        var second = kept.keep("second");
        for (int i = 2; i <= 10_000; i++) {
            kept.keep("more");
        }

        assertThat(kept.find(first)).isEmpty();
        assertThat(kept.find(second)).hasValue("second");
    }
}
