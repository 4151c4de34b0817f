package org.strainlake.token;

import java.util.List;

/**
 * Routes that a caller without a token may reach, because their handlers ask {@link DataAccess} for every DID
 * they speak of and throw {@link org.springframework.security.access.AccessDeniedException} otherwise. A service
 * declares them as a bean; without such a bean every route needs a token.
 *
 * @param patterns path patterns, such as {@code /v1/events} or {@code /v1/chunks/**}
 */
public record PublicRoutes(List<String> patterns) {
    public PublicRoutes {
        patterns = List.copyOf(patterns);
    }

    /** These routes. */
    public static PublicRoutes of(String... patterns) {
        return new PublicRoutes(List.of(patterns));
    }
}
