package org.strainlake.notification;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/** An issuer of WLCG tokens that publishes its key. */
final class Issuer implements AutoCloseable {
    static final String AUDIENCE = "https://notification.strainlake";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String KEY_ID = "k1";

    private final KeyPair key;
    private final HttpServer server;

    Issuer() throws IOException, GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        key = generator.generateKeyPair();
        var keys = publicKeys((RSAPublicKey) key.getPublic());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/jwk", exchange -> {
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
    String ofGroups(Instant expires, String... groups) throws GeneralSecurityException {
        return sign(expires, Map.of("wlcg.groups", List.of(groups)));
    }

    /** A client's token with scopes. */
    String ofScope(Instant expires, String scope) throws GeneralSecurityException {
        return sign(expires, Map.of("scope", scope, "client_id", "pipeline"));
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private String sign(Instant expires, Map<String, Object> further) throws GeneralSecurityException {
        var claims = new HashMap<>(further);
        claims.put("wlcg.ver", "1.0");
        claims.put("iss", name());
        claims.put("sub", "somebody");
        claims.put("aud", AUDIENCE);
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("iat", expires.minusSeconds(3600).getEpochSecond());
        claims.put("exp", expires.getEpochSecond());
        var signed = encode(JSON.writeValueAsBytes(Map.of("alg", "RS256", "kid", KEY_ID))) + "."
                + encode(JSON.writeValueAsBytes(claims));
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key.getPrivate());
        signature.update(signed.getBytes(UTF_8));
        return signed + "." + encode(signature.sign());
    }

    private static byte[] publicKeys(RSAPublicKey key) {
        return JSON.writeValueAsBytes(Map.of(
                "keys",
                List.of(Map.of(
                        "kty",
                        "RSA",
                        "kid",
                        KEY_ID,
                        "n",
                        number(key.getModulus()),
                        "e",
                        number(key.getPublicExponent())))));
    }

    /** Unsigned, so without the sign's leading zero. */
    private static String number(BigInteger number) {
        var bytes = number.toByteArray();
        int zeros = bytes[0] == 0 ? 1 : 0;
        return encode(Arrays.copyOfRange(bytes, zeros, bytes.length));
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
