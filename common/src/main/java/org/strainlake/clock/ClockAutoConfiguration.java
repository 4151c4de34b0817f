package org.strainlake.clock;

import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Lets every service tell its clock. */
@AutoConfiguration
class ClockAutoConfiguration {
    @Bean
    ClockEndpoint clockEndpoint(ObjectProvider<InstantSource> clock) {
        return new ClockEndpoint(clock.getIfAvailable(InstantSource::system));
    }
}
