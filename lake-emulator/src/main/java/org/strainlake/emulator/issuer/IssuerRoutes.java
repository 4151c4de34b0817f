package org.strainlake.emulator.issuer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.strainlake.emulator.http.OwnAddress;
import org.strainlake.emulator.issuer.IssuerProperties.Client;

/** The issuer's HTTP face: discovery, keys, and the token endpoint with the client-credentials grant. */
@Configuration(proxyBeanMethods = false)
class IssuerRoutes {
    private static final Duration KEYS_FRESH = Duration.ofHours(6);

    private final Tokens tokens;
    private final OwnAddress address;
    private final Map<String, Client> clients = new LinkedHashMap<>();
    private final Map<String, byte[]> secrets = new LinkedHashMap<>();

    IssuerRoutes(Tokens tokens, OwnAddress address, IssuerProperties properties) throws IOException {
        this.tokens = tokens;
        this.address = address;
        for (var client : properties.clients()) {
            clients.put(client.clientId(), client);
            secrets.put(
                    client.clientId(),
                    Files.readString(client.secretFile()).strip().getBytes(StandardCharsets.UTF_8));
        }
    }

    @Bean
    @Order(0)
    RouterFunction<ServerResponse> issuer() {
        return RouterFunctions.route()
                .GET("/.well-known/openid-configuration", request -> json(discovery()))
                .GET(
                        "/jwk",
                        request -> ServerResponse.ok()
                                .contentType(MediaType.APPLICATION_JSON)
                                .cacheControl(CacheControl.maxAge(KEYS_FRESH))
                                .body(tokens.keySet()))
                .POST("/token", this::token)
                .build();
    }

    /** The issuer named here always ends in a slash, whatever tokens carry: a trap of the real one. */
    private Map<String, Object> discovery() {
        var issuer = tokens.issuer();
        var found = new LinkedHashMap<String, Object>();
        found.put("issuer", issuer.endsWith("/") ? issuer : issuer + "/");
        found.put("token_endpoint", address.url() + "/token");
        found.put("jwks_uri", address.url() + "/jwk");
        found.put("grant_types_supported", List.of("client_credentials"));
        found.put("token_endpoint_auth_methods_supported", List.of("client_secret_basic"));
        found.put("id_token_signing_alg_values_supported", List.of("RS256"));
        return found;
    }

    private ServerResponse token(ServerRequest request) {
        var asking = authenticated(request);
        if (asking.isEmpty()) {
            return refusal(401, "unauthorized", "Bad credentials");
        }
        var client = asking.get();
        var grant = request.param("grant_type").orElse("");
        if (!grant.equals("client_credentials")) {
            return grant.isEmpty()
                    ? refusal(400, "invalid_request", "Missing grant type")
                    : refusal(400, "unsupported_grant_type", "Unsupported grant type: " + grant);
        }
        var asked = request.param("scope").filter(scope -> !scope.isBlank());
        var scopes = asked.map(scope -> List.of(scope.strip().split(" +"))).orElse(client.scopes());
        for (var scope : scopes) {
            if (client.scopes().stream().noneMatch(allowed -> covers(allowed, scope))) {
                return refusal(400, "invalid_scope", "Invalid scope: " + scope);
            }
        }
        var groups = scopes.contains("wlcg.groups") ? client.groups() : List.<String>of();
        var granted = String.join(" ", scopes);
        var answer = new LinkedHashMap<String, Object>();
        answer.put(
                "access_token",
                tokens.wlcg(
                        client.tokenSubject(),
                        client.clientId(),
                        request.param("audience").orElse(""),
                        granted,
                        groups,
                        tokens.lifetime()));
        answer.put("token_type", "Bearer");
        answer.put("expires_in", tokens.lifetime().toSeconds());
        answer.put("scope", granted);
        return ServerResponse.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.noStore())
                .body(answer);
    }

    private Optional<Client> authenticated(ServerRequest request) {
        var header = request.headers().firstHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return Optional.empty();
        }
        try {
            var pair = new String(Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8)
                    .split(":", 2);
            if (pair.length < 2) {
                return Optional.empty();
            }
            var id = formDecoded(pair[0]);
            var secret = secrets.get(id);
            var given = formDecoded(pair[1]).getBytes(StandardCharsets.UTF_8);
            return secret != null && MessageDigest.isEqual(secret, given)
                    ? Optional.ofNullable(clients.get(id))
                    : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** RFC 6749 §2.3.1 has both halves form-encoded; most clients forget it, and it shows only in signs they lack. */
    private static String formDecoded(String half) {
        return half.contains("%") ? java.net.URLDecoder.decode(half, StandardCharsets.UTF_8) : half;
    }

    /** Whether an allowed scope covers the one asked for: the same, or a storage scope over a parent path. */
    static boolean covers(String allowed, String asked) {
        if (allowed.equals(asked)) {
            return true;
        }
        int colon = allowed.indexOf(':');
        if (!allowed.startsWith("storage.") || colon < 0 || !asked.startsWith(allowed.substring(0, colon + 1))) {
            return false;
        }
        var base = components(allowed.substring(colon + 1));
        var path = components(asked.substring(colon + 1));
        return asked.charAt(colon + 1 < asked.length() ? colon + 1 : colon) == '/'
                && path.size() >= base.size()
                && path.subList(0, base.size()).equals(base);
    }

    private static List<String> components(String path) {
        return Arrays.stream(path.split("/")).filter(part -> !part.isEmpty()).toList();
    }

    private static ServerResponse json(Object body) {
        return ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).body(body);
    }

    private static ServerResponse refusal(int status, String error, String description) {
        return ServerResponse.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("error", error, "error_description", description));
    }
}
