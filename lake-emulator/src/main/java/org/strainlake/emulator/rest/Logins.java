package org.strainlake.emulator.rest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.strainlake.emulator.catalogue.Account;
import org.strainlake.emulator.catalogue.Accounts;
import org.strainlake.emulator.catalogue.CatalogueProperties;
import org.strainlake.emulator.issuer.Tokens;

/** Who a token belongs to: one given out here for a password, or one of the issuer's. Thread-safe. */
@Component
class Logins {
    private static final int MOST = 10_000;

    private final Accounts accounts;
    private final CatalogueProperties properties;
    private final Tokens tokens;
    private final InstantSource clock;
    private final Map<String, byte[]> passwords = new HashMap<>();
    private final Map<String, Login> given = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Login> eldest) {
            return size() > MOST;
        }
    });

    Logins(Accounts accounts, CatalogueProperties properties, Tokens tokens, InstantSource clock) throws IOException {
        this.accounts = accounts;
        this.properties = properties;
        this.tokens = tokens;
        this.clock = clock;
        for (var account : properties.accounts()) {
            if (account.passwordFile() != null) {
                var user = Objects.requireNonNullElse(account.username(), account.name());
                passwords.put(
                        account.name() + "/" + user,
                        Files.readString(account.passwordFile()).strip().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /**
     * A token and whose it is.
     *
     * @param expires from when on it is refused
     */
    record Login(
            String token,
            Account account,
            String identity,
            Instant expires,
            @Nullable String audience,
            @Nullable String scope) {}

    /** Logs in by password; empty if account, user and password do not belong together. */
    Optional<Login> byPassword(String account, String user, String password) {
        var known = passwords.get(account + "/" + user);
        var found = accounts.named(account);
        if (known == null
                || found.isEmpty()
                || !MessageDigest.isEqual(known, password.getBytes(StandardCharsets.UTF_8))) {
            return Optional.empty();
        }
        var token = account + "-" + user + "-emulator-"
                + UUID.randomUUID().toString().replace("-", "");
        var login = new Login(token, found.get(), user, clock.instant().plus(properties.loginLifetime()), null, null);
        given.put(token, login);
        return Optional.of(login);
    }

    /** Whose token this is; empty if it is refused. */
    Optional<Login> byToken(String token) {
        return token.chars().filter(c -> c == '.').count() == 2 ? byJwt(token) : byGiven(token);
    }

    private Optional<Login> byGiven(String token) {
        return Optional.ofNullable(given.get(token))
                .filter(login -> clock.instant().isBefore(login.expires()));
    }

    /** As Rucio does: issuer, audience, scope and expiry count; {@code nbf}, {@code jti} and the profile do not. */
    private Optional<Login> byJwt(String token) {
        var claims = tokens.claims(token).orElse(Map.of());
        var scopes = words(claims.get("scope"));
        if (!tokens.issuer().equals(claims.get("iss"))
                || !words(claims.get("aud")).contains(properties.expectedAudience())
                || !scopes.containsAll(properties.expectedScopes())
                || !(claims.get("exp") instanceof Date expiry)
                || !clock.instant().isBefore(expiry.toInstant())
                || !(claims.get("sub") instanceof String subject)) {
            return Optional.empty();
        }
        var identity = "SUB=" + subject + ", ISS=" + tokens.issuer();
        return accounts.ofSubject(subject)
                .map(account -> new Login(
                        token,
                        account,
                        identity,
                        expiry.toInstant(),
                        properties.expectedAudience(),
                        String.join(" ", properties.expectedScopes())));
    }

    private static List<String> words(@Nullable Object claim) {
        return switch (claim) {
            case String text -> Arrays.asList(text.split(" "));
            case Collection<?> list -> list.stream().map(String::valueOf).toList();
            case null, default -> List.of();
        };
    }
}
