package org.strainlake.emulator.issuer;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import org.strainlake.emulator.http.OwnAddress;

/** The issuer's HTTP face: discovery, keys, and the way to the endpoints. */
@Configuration(proxyBeanMethods = false)
class IssuerRoutes {
    private static final Duration KEYS_FRESH = Duration.ofHours(6);

    private final Tokens tokens;
    private final Clients clients;
    private final OwnAddress address;

    IssuerRoutes(Tokens tokens, Clients clients, OwnAddress address) {
        this.tokens = tokens;
        this.clients = clients;
        this.address = address;
    }

    @Bean
    @Order(0)
    RouterFunction<ServerResponse> issuer(TokenEndpoint token, AuthorizationEndpoint authorization) {
        return RouterFunctions.route()
                .GET("/.well-known/openid-configuration", request -> json(discovery()))
                .GET(
                        "/jwk",
                        request -> ServerResponse.ok()
                                .contentType(MediaType.APPLICATION_JSON)
                                .cacheControl(CacheControl.maxAge(KEYS_FRESH))
                                .body(tokens.keySet()))
                .POST("/token", token::answer)
                .GET("/authorize", authorization::begin)
                .POST("/login", authorization::logIn)
                .build();
    }

    private Map<String, Object> discovery() {
        var found = new LinkedHashMap<String, Object>();
        found.put("issuer", tokens.discoveredIssuer());
        found.put("authorization_endpoint", address.url() + "/authorize");
        found.put("token_endpoint", address.url() + "/token");
        found.put("jwks_uri", address.url() + "/jwk");
        found.put(
                "grant_types_supported",
                Arrays.stream(GrantKind.values()).map(GrantKind::wireName).toList());
        found.put("token_endpoint_auth_methods_supported", List.of("client_secret_basic", "none"));
        found.put("scopes_supported", clients.scopes());
        found.put("response_types_supported", List.of("code"));
        found.put("response_modes_supported", List.of("query"));
        found.put("code_challenge_methods_supported", List.of("S256"));
        found.put("authorization_response_iss_parameter_supported", true);
        found.put("prompt_values_supported", List.of("none", "login"));
        found.put("subject_types_supported", List.of("public"));
        found.put("id_token_signing_alg_values_supported", List.of("RS256"));
        found.put("claims_parameter_supported", false);
        found.put("request_parameter_supported", false);
        found.put("request_uri_parameter_supported", false);
        return found;
    }

    private static ServerResponse json(Object body) {
        return ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).body(body);
    }
}
