package org.strainlake.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An issuer with a real key pair and a real JWKS endpoint on the loopback. */
public final class TestIssuer implements AutoCloseable {
    public static final String ISSUER = "https://iam.example/";
    public static final String AUDIENCE = "https://service.example";

    private final AtomicInteger fetches = new AtomicInteger();
    private final HttpServer server;
    private static final RSAKey KEY = newKey("rsa1"); // takes a while to make: one for all
    private final RSAKey key = KEY;
    private volatile List<RSAKey> published = List.of(key);
    private final Queue<HttpExchange> waiting = new ConcurrentLinkedQueue<>();
    private volatile int status = 200;
    private volatile int padding;
    private volatile boolean hanging;

    public TestIssuer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/jwk", exchange -> {
            fetches.incrementAndGet();
            var keys = new JWKSet(List.copyOf(published)).toString() + " ".repeat(padding);
            var body = keys.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, status == 200 ? body.length : -1);
            if (status == 200) {
                exchange.getResponseBody().write(body, 0, hanging ? 1 : body.length);
            }
            if (hanging) {
                exchange.getResponseBody().flush();
                waiting.add(exchange);
            } else {
                exchange.close();
            }
        });
        server.start();
    }

    public URI jwksUri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwk");
    }

    /** How often the keys were fetched. */
    public int fetches() {
        return fetches.get();
    }

    public void publish(RSAKey... keys) {
        published = List.of(keys);
    }

    public void answerWith(int newStatus) {
        status = newStatus;
    }

    /** Makes the answer longer. */
    public void pad(int bytes) {
        padding = bytes;
    }

    /** Begins its answers and does not end them. */
    public void hang(boolean hangs) {
        hanging = hangs;
        waiting.forEach(HttpExchange::close);
        waiting.clear();
    }

    public RSAKey key() {
        return key;
    }

    public static RSAKey newKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Claims of the WLCG profile, good for an hour, without a scope. */
    public static JWTClaimsSet.Builder claims(Instant now) {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject("uploader")
                .audience(AUDIENCE)
                .claim("wlcg.ver", "1.0")
                .claim("client_id", "uploader")
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now.minusSeconds(3600)))
                .notBeforeTime(Date.from(now.minusSeconds(3600)))
                .expirationTime(Date.from(now.plus(Duration.ofHours(1))));
    }

    public String token(Instant now, Consumer<JWTClaimsSet.Builder> change) {
        var claims = claims(now);
        change.accept(claims);
        return signed(key, null, claims.build());
    }

    /** The token of a member of groups, without a scope. */
    public String memberToken(Instant now, String... groups) {
        return token(now, claims -> claims.claim("wlcg.groups", List.of(groups)));
    }

    /** The token of one member of groups, without a scope. */
    public String memberTokenOf(Instant now, String subject, String... groups) {
        return token(now, claims -> claims.subject(subject).claim("wlcg.groups", List.of(groups)));
    }

    public static String signed(RSAKey key, @Nullable String type, JWTClaimsSet claims) {
        try {
            var header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID());
            if (type != null) {
                header.type(new JOSEObjectType(type));
            }
            var token = new SignedJWT(header.build(), claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Signed with the public key as if it were a shared secret. */
    public String signedWithThePublicKey(JWTClaimsSet claims) {
        try {
            var token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.HS256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            token.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String unsigned(JWTClaimsSet claims) {
        return new PlainJWT(claims).serialize();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
