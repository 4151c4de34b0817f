package org.strainlake.lake.rucio;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.strainlake.http.OutboundHttp;
import org.strainlake.http.Peer;
import org.strainlake.lake.Catalogue;
import org.strainlake.lake.DataLake;
import org.strainlake.lake.Storage;
import org.strainlake.lake.webdav.StorageAutoConfiguration;
import org.strainlake.token.TokenSource;

/** The lake, where a Rucio is configured. */
@AutoConfiguration(after = StorageAutoConfiguration.class)
@ConditionalOnProperty("strainlake.lake.rucio.url")
@EnableConfigurationProperties(RucioProperties.class)
public class RucioAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    Catalogue catalogue(
            RucioProperties settings,
            OutboundHttp http,
            ObjectProvider<CircuitBreakerRegistry> breakers,
            ObjectProvider<TokenSource> tokens,
            ObjectProvider<InstantSource> clock) {
        var rucio = new Peer(
                http, breakers.getIfAvailable(CircuitBreakerRegistry::ofDefaults), "rucio", RucioErrors::isIll);
        return new RucioCatalogue(
                settings, rucio, tokens.getIfAvailable(), clock.getIfAvailable(InstantSource::system));
    }

    @Bean
    @ConditionalOnMissingBean
    DataLake dataLake(Catalogue catalogue, Storage storage) {
        return DataLake.of(catalogue, storage);
    }

    @Bean
    RucioHealth rucioHealthIndicator(Catalogue catalogue) {
        return new RucioHealth(catalogue);
    }
}
