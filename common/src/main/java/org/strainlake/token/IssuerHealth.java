package org.strainlake.token;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether the issuer gave a token when last asked, and whether its clock is ours. Asks nothing itself. */
final class IssuerHealth implements HealthIndicator {
    private final ClientCredentialsTokens tokens;

    IssuerHealth(ClientCredentialsTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public Health health() {
        var trouble = tokens.trouble();
        if (trouble.isPresent()) {
            return Health.down().withDetail("reason", trouble.get()).build();
        }
        var health = tokens.hasToken() ? Health.up() : Health.unknown();
        tokens.clockTrouble().ifPresent(off -> health.withDetail("clock", off));
        return health.build();
    }
}
