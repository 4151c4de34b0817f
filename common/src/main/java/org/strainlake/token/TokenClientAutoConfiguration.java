package org.strainlake.token;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.strainlake.http.HttpClientAutoConfiguration;
import org.strainlake.http.OutboundHttp;
import org.strainlake.http.Peer;

/** This process's own tokens, where an issuer is configured. */
@AutoConfiguration(after = HttpClientAutoConfiguration.class)
@ConditionalOnProperty("strainlake.token.client.token-endpoint")
@EnableConfigurationProperties(TokenClientProperties.class)
public class TokenClientAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean(TokenSource.class)
    ClientCredentialsTokens tokenSource(
            TokenClientProperties settings,
            OutboundHttp http,
            ObjectProvider<CircuitBreakerRegistry> breakers,
            ObjectProvider<InstantSource> clock) {
        var issuer = new Peer(
                http, breakers.getIfAvailable(CircuitBreakerRegistry::ofDefaults), "issuer", Peer::isIllByStatus);
        return new ClientCredentialsTokens(settings, issuer, clock.getIfAvailable(InstantSource::system));
    }

    @Bean
    @ConditionalOnBean(ClientCredentialsTokens.class)
    IssuerHealth issuerHealthIndicator(ClientCredentialsTokens tokens) {
        return new IssuerHealth(tokens);
    }
}
