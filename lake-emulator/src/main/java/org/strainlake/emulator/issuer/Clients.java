package org.strainlake.emulator.issuer;

import com.nimbusds.oauth2.sdk.client.RedirectURIValidator;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.strainlake.emulator.issuer.IssuerProperties.Client;

/** Who may ask for tokens. Thread-safe. */
@Component
class Clients {
    private static final String BASIC = "Basic ";

    private final Map<String, Client> clients = new LinkedHashMap<>();
    private final Map<String, Secret> secrets = new HashMap<>();
    private final IssuerProperties properties;

    Clients(IssuerProperties properties) throws IOException {
        this.properties = properties;
        for (var client : properties.clients()) {
            check(client);
            if (clients.put(client.clientId(), client) != null) {
                throw new IllegalArgumentException("two clients are called " + client.clientId());
            }
            if (client.secretFile() != null) {
                secrets.put(client.clientId(), Secret.in(client.secretFile()));
            }
        }
    }

    private static void check(Client client) {
        if (client.isPublic() && (client.may(GrantKind.CLIENT_CREDENTIALS) || client.may(GrantKind.TOKEN_EXCHANGE))) {
            throw new IllegalArgumentException(
                    "the client " + client.clientId() + " has no secret and cannot get tokens of its own");
        }
        if (client.may(GrantKind.AUTHORIZATION_CODE) && client.redirectUris().isEmpty()) {
            throw new IllegalArgumentException("the client " + client.clientId() + " has no redirect URI");
        }
        for (var uri : client.redirectUris()) {
            if (!URI.create(uri).isAbsolute()) {
                throw new IllegalArgumentException(uri + " is no redirect URI: it is not absolute");
            }
            RedirectURIValidator.ensureLegal(URI.create(uri));
        }
    }

    Optional<Client> named(@Nullable String id) {
        return id == null ? Optional.empty() : Optional.ofNullable(clients.get(id));
    }

    /**
     * Who sends a request to the token endpoint: a client with its secret, or a public client by its name alone.
     *
     * @param authorization the header's value
     * @param clientId the parameter {@code client_id}
     */
    Optional<Client> authenticated(@Nullable String authorization, @Nullable String clientId) {
        if (authorization == null) {
            return named(clientId).filter(Client::isPublic);
        }
        if (!authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return Optional.empty();
        }
        try {
            var decoded = Base64.getDecoder()
                    .decode(authorization.substring(BASIC.length()).strip());
            var pair = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
            var id = formDecoded(pair[0]);
            var secret = secrets.get(id);
            return pair.length == 2 && secret != null && secret.is(formDecoded(pair[1])) ? named(id) : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** Scopes that the policy lets {@code actor} put into a token for one that {@code subjectClient} got. */
    List<String> exchangeable(String subjectClient, String actor) {
        return properties.exchanges().stream()
                .filter(exchange -> exchange.isFor(subjectClient, actor))
                .flatMap(exchange -> exchange.scopes().stream())
                .toList();
    }

    /** Every scope that some client may ask for. */
    List<String> scopes() {
        return clients.values().stream()
                .flatMap(client -> client.scopes().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** Whether pages of this origin may read answers to them: where logins of a public client lead back to. */
    boolean mayRead(String origin) {
        return clients.values().stream()
                .filter(Client::isPublic)
                .flatMap(client -> client.redirectUris().stream())
                .map(URI::create)
                .anyMatch(uri -> origin.equals(uri.getScheme() + "://" + uri.getRawAuthority()));
    }

    /** RFC 6749 §2.3.1 has both halves form-encoded; most clients forget it, and it shows only in signs they lack. */
    private static String formDecoded(String half) {
        return half.contains("%") ? URLDecoder.decode(half, StandardCharsets.UTF_8) : half;
    }
}
