package org.strainlake.lake.webdav;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.strainlake.http.OutboundHttp;
import org.strainlake.lake.Storage;
import org.strainlake.token.TokenClientAutoConfiguration;
import org.strainlake.token.TokenSource;

/** The storages, where a catalogue or an issuer is configured. */
@AutoConfiguration(after = TokenClientAutoConfiguration.class)
@Conditional(StorageAutoConfiguration.LakeIsConfigured.class)
@EnableConfigurationProperties(StorageProperties.class)
public class StorageAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean(Storage.class)
    WebDavStorage storage(
            StorageProperties settings,
            OutboundHttp http,
            ObjectProvider<CircuitBreakerRegistry> breakers,
            ObjectProvider<TokenSource> tokens,
            ObjectProvider<InstantSource> clock) {
        return new WebDavStorage(
                settings,
                http,
                breakers.getIfAvailable(CircuitBreakerRegistry::ofDefaults),
                tokens.getIfAvailable(),
                clock.getIfAvailable(InstantSource::system));
    }

    @Bean
    @ConditionalOnBean(WebDavStorage.class)
    StorageHealth storageHealthIndicator(WebDavStorage storage) {
        return new StorageHealth(storage);
    }

    /** Either is enough. */
    static final class LakeIsConfigured extends AnyNestedCondition {
        LakeIsConfigured() {
            super(ConfigurationPhase.PARSE_CONFIGURATION);
        }

        @ConditionalOnProperty("strainlake.lake.rucio.url")
        static final class Catalogue {}

        @ConditionalOnProperty("strainlake.token.client.token-endpoint")
        static final class Issuer {}
    }
}
