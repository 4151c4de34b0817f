package org.strainlake.latency;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/** Signs tokens of the WLCG profile and publishes its key. */
final class TestIssuer implements AutoCloseable {
    static final String AUDIENCE = "https://latency.strainlake";

    private final RSAKey key;
    private final HttpServer server;

    TestIssuer() throws IOException, JOSEException {
        key = new RSAKeyGenerator(2048).keyID("rsa1").generate();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/jwk", exchange -> {
            var keys = new JWKSet(key.toPublicJWK()).toString().getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, keys.length);
            try (var body = exchange.getResponseBody()) {
                body.write(keys);
            }
        });
        server.start();
    }

    /** What tokens carry as {@code iss}. */
    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** Where its key is. */
    String keys() {
        return issuer() + "jwk";
    }

    /**
     * A token.
     *
     * @param caller {@code reader} may read everything, {@code operator} looks after the service, any other
     *     client nothing
     */
    String token(String caller) {
        return sign(new JWTClaimsSet.Builder()
                .issuer(issuer())
                .audience(AUDIENCE)
                .subject(caller)
                .claim("client_id", caller)
                .claim("wlcg.ver", "1.0")
                .claim("scope", "reader".equals(caller) ? "openid storage.read:/" : "openid")
                .jwtID(UUID.randomUUID().toString())
                .notBeforeTime(Date.from(Instant.parse("2026-01-01T00:00:00Z")))
                .expirationTime(Date.from(Instant.parse("2036-01-01T00:00:00Z")))
                .build());
    }

    private String sign(JWTClaimsSet claims) {
        try {
            var token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa1").build(), claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
