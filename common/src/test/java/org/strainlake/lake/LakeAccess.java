package org.strainlake.lake;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;
import org.strainlake.http.HttpProperties;
import org.strainlake.http.OutboundHttp;
import org.strainlake.http.Peer;
import org.strainlake.lake.rucio.RucioCatalogue;
import org.strainlake.lake.rucio.RucioProperties;
import org.strainlake.lake.webdav.StorageProperties;
import org.strainlake.lake.webdav.WebDavStorage;
import org.strainlake.token.ClientCredentialsTokens;
import org.strainlake.token.TokenClientProperties;
import org.strainlake.token.TokenSource;

/**
 * Where a lake is and how tests enter it.
 *
 * @param rucio address of Rucio
 * @param audience whom tokens for Rucio are for
 * @param tokenScope scopes of tokens for Rucio
 * @param caFile certificate authorities to trust; Java's own if null
 * @param tokenEndpoint where the issuer hands out tokens
 * @param secretFiles by client, the file with its secret; {@code uploader} may write, {@code notification} read
 * @param userPass a login by password that may write
 * @param scope in which datasets may be made
 * @param rse deterministic storage that may be written to
 * @param secondRse storage that rules copy to
 * @param protectedRse storage that checks tokens
 * @param accountWithoutQuota an account that may have no copies anywhere
 */
public record LakeAccess(
        URI rucio,
        String audience,
        String tokenScope,
        @Nullable Path caFile,
        URI tokenEndpoint,
        Map<String, Path> secretFiles,
        RucioProperties.UserPass userPass,
        String scope,
        String rse,
        String secondRse,
        String protectedRse,
        String accountWithoutQuota) {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String ALL_SCOPES = "storage.read:/ storage.create:/ storage.modify:/";

    /** A client that trusts the lake's certificates. */
    public OutboundHttp http() throws IOException {
        return OutboundHttp.of(new HttpProperties(Duration.ofSeconds(5), caFile));
    }

    /** Tokens of a client that the issuer knows. */
    public TokenSource tokens(OutboundHttp http, String client) {
        return tokens(peer(http, "issuer", CircuitBreakerRegistry.ofDefaults()), client);
    }

    /** Tokens of a client that the issuer knows, asked for through that peer. */
    TokenSource tokens(Peer issuer, String client) {
        return new ClientCredentialsTokens(
                new TokenClientProperties(tokenEndpoint, client, secretFiles.get(client), TIMEOUT),
                issuer,
                InstantSource.system());
    }

    /** The catalogue, entered with tokens. */
    public Catalogue catalogue(OutboundHttp http, TokenSource tokens) {
        return catalogue(peer(http, "rucio", CircuitBreakerRegistry.ofDefaults()), tokens);
    }

    /** The catalogue, entered with tokens through that peer. */
    Catalogue catalogue(Peer peer, TokenSource tokens) {
        return new RucioCatalogue(
                new RucioProperties(rucio, audience, tokenScope, TIMEOUT, null), peer, tokens, InstantSource.system());
    }

    /** The catalogue, entered with a name and a password through that peer, whose tokens end by that clock. */
    Catalogue catalogue(Peer peer, RucioProperties.UserPass login, InstantSource clock) {
        return new RucioCatalogue(new RucioProperties(rucio, audience, tokenScope, TIMEOUT, login), peer, null, clock);
    }

    /** The storages, with every right that the issuer gives. */
    public Storage storage(OutboundHttp http, TokenSource tokens) {
        return storage(http, tokens, "storage.read:/", ALL_SCOPES);
    }

    /** The storages, with these rights. */
    public Storage storage(OutboundHttp http, TokenSource tokens, String readScope, String writeScope) {
        return new WebDavStorage(
                new StorageProperties("", readScope, writeScope, TIMEOUT, DataSize.ofMegabytes(1)),
                http,
                CircuitBreakerRegistry.ofDefaults(),
                tokens,
                InstantSource.system());
    }

    /** One of the lake's servers, by its name, behind a breaker of the registry. */
    static Peer peer(OutboundHttp http, String name, CircuitBreakerRegistry breakers) {
        return new Peer(http, breakers, name, name.equals("rucio") ? RucioCatalogue::isIll : Peer::isIllByStatus);
    }
}
