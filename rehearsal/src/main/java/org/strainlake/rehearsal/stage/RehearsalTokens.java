package org.strainlake.rehearsal.stage;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.strainlake.http.HttpProperties;
import org.strainlake.http.OutboundHttp;
import org.strainlake.http.Peer;
import org.strainlake.token.ClientCredentialsTokens;
import org.strainlake.token.TokenClientProperties;
import org.strainlake.token.TokenSource;

/** Tokens of the stage's issuer for any of its clients. */
final class RehearsalTokens {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private RehearsalTokens() {}

    static TokenSource of(URI tokenEndpoint, String client, Path secretFile) throws IOException {
        var http = OutboundHttp.of(new HttpProperties(Duration.ofSeconds(2), null));
        var issuer = new Peer(http, CircuitBreakerRegistry.ofDefaults(), "issuer", Peer::isIllByStatus);
        return new ClientCredentialsTokens(
                new TokenClientProperties(tokenEndpoint, client, secretFile, TIMEOUT), issuer, InstantSource.system());
    }
}
