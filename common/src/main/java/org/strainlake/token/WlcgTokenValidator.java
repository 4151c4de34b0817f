package org.strainlake.token;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;

/** Checks the claims of an access token whose signature and issuer are right, after the WLCG profile. */
final class WlcgTokenValidator implements OAuth2TokenValidator<Jwt> {
    /** The audience of the WLCG profile that means everybody. */
    private static final String ANY_AUDIENCE = "https://wlcg.cern.ch/jwt/v1/any";

    private static final String VERSION = "1.0";

    private final Set<String> audiences;
    private final Duration skew;
    private final InstantSource clock;

    WlcgTokenValidator(ResourceProperties settings, InstantSource clock) {
        this.audiences = new HashSet<>(settings.audiences());
        this.audiences.add(ANY_AUDIENCE);
        this.skew = settings.clockSkew();
        this.clock = clock;
    }

    @Override
    public OAuth2TokenValidatorResult validate(Jwt token) {
        var now = clock.instant();
        var expires = token.getExpiresAt();
        if (expires == null) {
            return refused("the token does not expire");
        }
        if (!now.isBefore(expires.plus(skew))) {
            return refused("the token has expired, "
                    + Duration.between(expires, now).toSeconds() + " s ago by the clock here");
        }
        var from = token.getNotBefore();
        if (from != null && now.isBefore(from.minus(skew))) {
            return refused("the token is not valid yet, for another "
                    + Duration.between(now, from).toSeconds() + " s by the clock here");
        }
        var intended = token.getAudience();
        if (intended == null || intended.stream().noneMatch(audiences::contains)) {
            return refused("the token is for another audience");
        }
        if (!VERSION.equals(token.getClaim("wlcg.ver"))) {
            return refused("the token is not of version 1.0 of the WLCG profile");
        }
        if (isBlank(token.getClaim("sub")) || isBlank(token.getClaim("jti"))) {
            return refused("the token names no subject or has no id");
        }
        return scopes(token);
    }

    private static OAuth2TokenValidatorResult scopes(Jwt token) {
        Object scope = token.getClaim("scope");
        if (scope == null && !token.hasClaim("scope")) {
            return OAuth2TokenValidatorResult.success();
        }
        if (!(scope instanceof String text)) {
            return refused("the token's scope is no text");
        }
        try {
            StorageScope.allIn(text);
        } catch (IllegalArgumentException e) {
            return refused("the token has a malformed storage scope");
        }
        return OAuth2TokenValidatorResult.success();
    }

    private static boolean isBlank(@Nullable Object claim) {
        return !(claim instanceof String text) || text.isBlank();
    }

    private static OAuth2TokenValidatorResult refused(String why) {
        return OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token", why, null));
    }
}
