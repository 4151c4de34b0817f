package org.strainlake.emulator.storage;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.strainlake.emulator.http.RequestPath;
import org.strainlake.emulator.issuer.Tokens;

/** Decides by token who may do what in a storage, as the WLCG profile has it. Thread-safe. */
@Component
class StorageGate {
    private static final String ANY_AUDIENCE = "https://wlcg.cern.ch/jwt/v1/any";
    private static final Duration SKEW = Duration.ofSeconds(60);

    private final Tokens tokens;
    private final InstantSource clock;

    StorageGate(Tokens tokens, InstantSource clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    /** What a storage scope allows. */
    enum Right {
        READ,
        CREATE,
        MODIFY,
        STAGE
    }

    /** The rights of one request at one path. */
    sealed interface Rights {
        /** No token where one is needed. */
        record Anonymous() implements Rights {}

        /** A token that is not accepted. */
        record Refused(String reason) implements Rights {}

        /** These, perhaps none. */
        record Granted(Set<Right> rights) implements Rights {}
    }

    /**
     * What the sender of a request may do at a path.
     *
     * @param authorization the header's value
     */
    Rights rights(StorageElement element, RequestPath path, @Nullable String authorization) {
        if (authorization == null) {
            return element.isProtected() ? new Rights.Anonymous() : new Rights.Granted(EnumSet.allOf(Right.class));
        }
        if (!authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return new Rights.Refused("not a bearer token");
        }
        var claims = tokens.claims(authorization.substring(7).strip());
        if (claims.isEmpty()) {
            return new Rights.Refused("the signature is not the issuer's");
        }
        var fault = fault(claims.get(), element.origin().toString());
        if (fault.isPresent()) {
            return new Rights.Refused(fault.get());
        }
        var scopes = storageScopes(claims.get().get("scope"));
        if (scopes.isEmpty()) {
            return new Rights.Refused("a storage scope is malformed");
        }
        if (!element.isProtected()) {
            return new Rights.Granted(EnumSet.allOf(Right.class));
        }
        var relative = path.relativeTo(element.base());
        var granted = EnumSet.noneOf(Right.class);
        for (var scope : scopes.get()) {
            if (scope.covers(relative)) {
                granted.add(scope.right());
            }
        }
        return new Rights.Granted(granted);
    }

    private Optional<String> fault(Map<String, Object> claims, String audience) {
        Instant now = clock.instant();
        if (!tokens.issuer().equals(claims.get("iss"))) {
            return Optional.of("another issuer");
        }
        if (!(claims.get("aud") instanceof Collection<?> audiences)
                || !(audiences.contains(audience) || audiences.contains(ANY_AUDIENCE))) {
            return Optional.of("another audience");
        }
        if (!(claims.get("exp") instanceof Date expiry)
                || !now.isBefore(expiry.toInstant().plus(SKEW))) {
            return Optional.of("expired");
        }
        if (claims.get("nbf") instanceof Date start
                && now.isBefore(start.toInstant().minus(SKEW))) {
            return Optional.of("not good yet");
        }
        if (!"1.0".equals(claims.get("wlcg.ver"))) {
            return Optional.of("not of the WLCG profile 1.0");
        }
        return claims.get("sub") instanceof String && claims.get("jti") instanceof String
                ? Optional.empty()
                : Optional.of("no subject or no token identifier");
    }

    /** The storage scopes; empty if the claim or one of them is malformed. */
    private static Optional<List<Scope>> storageScopes(@Nullable Object claim) {
        if (claim == null) {
            return Optional.of(List.of());
        }
        if (!(claim instanceof String text)) {
            return Optional.empty();
        }
        var scopes = new ArrayList<Scope>();
        for (var word : text.split(" ", -1)) {
            if (!word.startsWith("storage.")) {
                continue;
            }
            var scope = Scope.parse(word);
            if (scope.isEmpty()) {
                return Optional.empty();
            }
            scopes.add(scope.get());
        }
        return Optional.of(scopes);
    }

    /** One {@code storage.OP:PATH}. */
    private record Scope(Right right, RequestPath path) {
        static Optional<Scope> parse(String word) {
            int colon = word.indexOf(':');
            if (colon < 0) {
                return Optional.empty();
            }
            var right = switch (word.substring(0, colon)) {
                case "storage.read" -> Right.READ;
                case "storage.create" -> Right.CREATE;
                case "storage.modify" -> Right.MODIFY;
                case "storage.stage" -> Right.STAGE;
                default -> null;
            };
            var path = word.substring(colon + 1);
            return right == null || RequestPath.isAmbiguous(path)
                    ? Optional.empty()
                    : Optional.of(new Scope(right, RequestPath.parse(path)));
        }

        boolean covers(RequestPath other) {
            boolean same = other.components().size() == path.components().size();
            return other.isWithin(path)
                    && (!same
                            || !path.directory()
                            || other.directory()
                            || other.components().isEmpty());
        }
    }
}
