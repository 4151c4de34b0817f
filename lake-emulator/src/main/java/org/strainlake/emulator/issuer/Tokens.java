package org.strainlake.emulator.issuer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.strainlake.emulator.http.OwnAddress;

/** Signs access tokens and checks their signatures. Thread-safe. */
@Component
public class Tokens {
    private static final int REMEMBERED = 256;

    private final SigningKey key;
    private final JWSSigner signer;
    private final JWSVerifier verifier;
    private final IssuerProperties properties;
    private final OwnAddress address;
    private final InstantSource clock;
    private final Map<String, Map<String, Object>> verified =
            Collections.synchronizedMap(new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Map<String, Object>> eldest) {
                    return size() > REMEMBERED;
                }
            });

    Tokens(SigningKey key, IssuerProperties properties, OwnAddress address, InstantSource clock) throws JOSEException {
        this.key = key;
        this.signer = new RSASSASigner(key.pair());
        this.verifier = new RSASSAVerifier(key.pair().toPublicJWK());
        this.properties = properties;
        this.address = address;
        this.clock = clock;
    }

    /** What tokens carry as {@code iss}. */
    public String issuer() {
        var configured = properties.issuer();
        return configured == null || configured.isEmpty() ? address.url() + "/" : configured;
    }

    /**
     * What discovery calls the issuer, and answers to logins with it: always with a slash at its end, whatever tokens
     * carry. A trap of the real one.
     */
    String discoveredIssuer() {
        var carried = issuer();
        return carried.endsWith("/") ? carried : carried + "/";
    }

    /** How long a token is good unless asked otherwise. */
    public Duration lifetime() {
        return properties.tokenLifetime();
    }

    /**
     * A token of the WLCG profile.
     *
     * @param audience audiences, separated by spaces; the profile's "any" if empty
     * @param scope scopes, separated by spaces; no claim if empty
     * @param groups no claim if empty
     */
    public String wlcg(
            String subject, String clientId, String audience, String scope, List<String> groups, Duration lifetime) {
        return wlcg(subject, clientId, audience, scope, groups, lifetime, Map.of());
    }

    /** A token of the WLCG profile for what was granted, with no more than those of its scopes. */
    String access(Grant grant, List<String> scopes) {
        return wlcg(
                grant.subject().id(),
                grant.clientId(),
                grant.audience(),
                String.join(" ", scopes),
                grant.subject().groupsFor(scopes),
                lifetime(),
                grant.act());
    }

    private String wlcg(
            String subject,
            String clientId,
            String audience,
            String scope,
            List<String> groups,
            Duration lifetime,
            Map<String, Object> act) {
        Instant now = clock.instant();
        var audiences = audience.isBlank()
                ? List.of("https://wlcg.cern.ch/jwt/v1/any")
                : List.of(audience.strip().split(" +"));
        var claims = new JWTClaimsSet.Builder()
                .claim("wlcg.ver", "1.0")
                .subject(subject)
                .claim("client_id", clientId)
                .issuer(issuer())
                .audience(audiences)
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plus(lifetime)))
                .jwtID(UUID.randomUUID().toString());
        if (!scope.isBlank()) {
            claims.claim("scope", scope);
        }
        if (!groups.isEmpty()) {
            claims.claim("wlcg.groups", groups);
        }
        if (!act.isEmpty()) {
            claims.claim("act", act);
        }
        return sign(claims.build());
    }

    /**
     * The ID token that tells a client who has logged in.
     *
     * @param nonce the client's, to be given back to it
     */
    String identity(Grant grant, Instant loggedIn, @Nullable String nonce) {
        Instant now = clock.instant();
        var claims = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .subject(grant.subject().id())
                .audience(grant.clientId())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(lifetime())))
                .claim("auth_time", loggedIn.getEpochSecond());
        if (nonce != null) {
            claims.claim("nonce", nonce);
        }
        return sign(claims.build());
    }

    /** A token of any claims, signed with the issuer's key, for tests of who accepts what. */
    public String signed(Map<String, Object> claims) {
        var set = new JWTClaimsSet.Builder();
        claims.forEach(set::claim);
        return sign(set.build());
    }

    private String sign(JWTClaimsSet claims) {
        try {
            var token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(key.pair().getKeyID())
                            .build(),
                    claims);
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("the issuer's key does not sign", e);
        }
    }

    /**
     * The claims of a token whose signature (RS256, our key) is right; empty otherwise. Times are
     * {@link Date}s. Nothing but the signature is checked.
     */
    public Optional<Map<String, Object>> claims(String token) {
        var known = verified.get(token);
        if (known != null) {
            return Optional.of(known);
        }
        try {
            var parsed = SignedJWT.parse(token);
            var header = parsed.getHeader();
            if (!JWSAlgorithm.RS256.equals(header.getAlgorithm())
                    || !key.pair().getKeyID().equals(header.getKeyID())
                    || !parsed.verify(verifier)) {
                return Optional.empty();
            }
            Map<String, Object> claims =
                    Collections.unmodifiableMap(parsed.getJWTClaimsSet().getClaims());
            verified.put(token, claims);
            return Optional.of(claims);
        } catch (ParseException | JOSEException | IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    /**
     * The claims of an access token that is ours and good at this instant; empty otherwise. An ID token is none, for it
     * carries no {@code wlcg.ver}.
     */
    Optional<Map<String, Object>> goodAccess(String token) {
        var now = clock.instant();
        return claims(token)
                .filter(claims -> issuer().equals(claims.get("iss"))
                        && "1.0".equals(claims.get("wlcg.ver"))
                        && claims.get("sub") instanceof String
                        && claims.get("client_id") instanceof String
                        && claims.get("exp") instanceof Date end
                        && now.isBefore(end.toInstant())
                        && !(claims.get("nbf") instanceof Date start && now.isBefore(start.toInstant())));
    }

    /** The public key set, as published at {@code /jwk}. */
    Map<String, Object> keySet() {
        return Map.of("keys", List.of(key.pair().toPublicJWK().toJSONObject()));
    }
}
