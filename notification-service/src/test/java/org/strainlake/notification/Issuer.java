package org.strainlake.notification;

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
import java.util.List;
import java.util.UUID;

/** An issuer of WLCG tokens that publishes its key. */
final class Issuer implements AutoCloseable {
    static final String AUDIENCE = "https://notification.strainlake";

    private final RSAKey key;
    private final HttpServer server;

    Issuer() throws IOException, JOSEException {
        key = new RSAKeyGenerator(2048).keyID("k1").generate();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/jwk", exchange -> {
            var keys = new JWKSet(key.toPublicJWK()).toString().getBytes(UTF_8);
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        server.start();
    }

    String name() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    String keys() {
        return name() + "jwk";
    }

    /** A user's token with groups. */
    String ofGroups(Instant expires, String... groups) throws JOSEException {
        return sign(claims(expires).claim("wlcg.groups", List.of(groups)));
    }

    /** A client's token with scopes. */
    String ofScope(Instant expires, String scope) throws JOSEException {
        return sign(claims(expires).claim("scope", scope).claim("client_id", "pipeline"));
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private JWTClaimsSet.Builder claims(Instant expires) {
        return new JWTClaimsSet.Builder()
                .issuer(name())
                .subject("somebody")
                .audience(AUDIENCE)
                .claim("wlcg.ver", "1.0")
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(expires.minusSeconds(3600)))
                .expirationTime(Date.from(expires));
    }

    private String sign(JWTClaimsSet.Builder claims) throws JOSEException {
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims.build());
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }
}
