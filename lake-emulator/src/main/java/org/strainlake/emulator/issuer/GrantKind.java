package org.strainlake.emulator.issuer;

import com.nimbusds.oauth2.sdk.GrantType;
import java.util.Arrays;
import java.util.Optional;

/** The ways to a token that are known here. */
enum GrantKind {
    CLIENT_CREDENTIALS(GrantType.CLIENT_CREDENTIALS),
    AUTHORIZATION_CODE(GrantType.AUTHORIZATION_CODE),
    REFRESH_TOKEN(GrantType.REFRESH_TOKEN),
    TOKEN_EXCHANGE(GrantType.TOKEN_EXCHANGE);

    private final String wireName;

    GrantKind(GrantType type) {
        this.wireName = type.getValue();
    }

    /** What a request calls it. */
    String wireName() {
        return wireName;
    }

    static Optional<GrantKind> of(String wireName) {
        return Arrays.stream(values())
                .filter(kind -> kind.wireName.equals(wireName))
                .findFirst();
    }
}
