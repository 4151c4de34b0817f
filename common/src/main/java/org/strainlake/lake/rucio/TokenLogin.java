package org.strainlake.lake.rucio;

import java.io.IOException;
import org.strainlake.token.TokenSource;

/** A bearer token of the issuer, which Rucio takes as it is. */
final class TokenLogin implements RucioLogin {
    private final TokenSource tokens;
    private final String audience;
    private final String scope;

    TokenLogin(TokenSource tokens, String audience, String scope) {
        this.tokens = tokens;
        this.audience = audience;
        this.scope = scope;
    }

    @Override
    public String token() throws IOException {
        return tokens.token(audience, scope);
    }

    @Override
    public void invalidate(String refused) {
        tokens.invalidate(audience, scope, refused);
    }
}
