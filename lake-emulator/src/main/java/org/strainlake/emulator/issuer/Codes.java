package org.strainlake.emulator.issuer;

import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Authorization codes under way from the login page to the token endpoint. Good once. Thread-safe. */
@Component
class Codes {
    private final Kept<Code> codes;

    Codes(IssuerProperties properties, InstantSource clock) {
        codes = new Kept<>(properties.codeLifetime(), clock);
    }

    /**
     * What a code stands for.
     *
     * @param redirectUri where it was sent to
     * @param challenge of PKCE; only a client with a secret may do without
     * @param nonce of OpenID Connect
     */
    record Redeemed(
            Grant grant,
            URI redirectUri,
            @Nullable CodeChallenge challenge,
            @Nullable String nonce,
            Instant loggedIn,
            Login login) {}

    private record Code(Redeemed worth, AtomicBoolean spent) {}

    String give(
            Grant grant, URI redirectUri, @Nullable CodeChallenge challenge, @Nullable String nonce, Instant loggedIn) {
        return codes.keep(new Code(
                new Redeemed(grant, redirectUri, challenge, nonce, loggedIn, new Login()), new AtomicBoolean()));
    }

    /**
     * Redeems a code for the client that it was given to. A first attempt spends it, whether or not the rest is right; a
     * second one ends all that came of the first.
     */
    Optional<Redeemed> redeem(
            String code, String clientId, @Nullable URI redirectUri, @Nullable CodeVerifier verifier) {
        var found =
                codes.find(code).filter(one -> one.worth().grant().clientId().equals(clientId));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        var worth = found.get().worth();
        if (found.get().spent().getAndSet(true)) {
            worth.login().end();
            return Optional.empty();
        }
        return worth.redirectUri().equals(redirectUri) && isProven(worth.challenge(), verifier)
                ? Optional.of(worth)
                : Optional.empty();
    }

    /** A verifier where there was no challenge is refused as well: somebody has taken the challenge away. */
    private static boolean isProven(@Nullable CodeChallenge challenge, @Nullable CodeVerifier verifier) {
        if (challenge == null || verifier == null) {
            return challenge == null && verifier == null;
        }
        return challenge.equals(CodeChallenge.compute(CodeChallengeMethod.S256, verifier));
    }
}
