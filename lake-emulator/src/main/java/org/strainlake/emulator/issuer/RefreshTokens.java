package org.strainlake.emulator.issuer;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.stereotype.Component;

/** Refresh tokens: opaque, good once, followed by another. In memory only: a new start ends them all. Thread-safe. */
@Component
class RefreshTokens {
    private final Kept<Refresh> kept;

    RefreshTokens(IssuerProperties properties, InstantSource clock) {
        kept = new Kept<>(properties.refreshTokenLifetime(), clock);
    }

    private record Refresh(Grant grant, Login login, AtomicBoolean spent) {}

    /** What a refresh token stands for. */
    record Renewable(Grant grant, Login login) {}

    String give(Grant grant, Login login) {
        return kept.keep(new Refresh(grant, login, new AtomicBoolean()));
    }

    /** What a token stands for, as long as nobody has spent it. */
    Optional<Renewable> find(String token, String clientId) {
        var found = kept.find(token)
                .filter(refresh -> refresh.grant().clientId().equals(clientId))
                .filter(refresh -> !refresh.login().isOver());
        if (found.isPresent() && found.get().spent().get()) {
            // Two hold it, and one of them should not.
            found.get().login().end();
            return Optional.empty();
        }
        return found.map(refresh -> new Renewable(refresh.grant(), refresh.login()));
    }

    /** Spends a token that was found; false if somebody else was faster. */
    boolean spend(String token) {
        return kept.find(token)
                .filter(refresh -> !refresh.spent().getAndSet(true))
                .isPresent();
    }
}
