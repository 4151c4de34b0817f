package org.strainlake.latency;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** A clock that a test sets. */
@TestConfiguration(proxyBeanMethods = false)
class SetClock {
    static final AtomicReference<Instant> NOW = new AtomicReference<>(Instant.EPOCH);

    @Bean
    InstantSource clock() {
        return NOW::get;
    }
}
