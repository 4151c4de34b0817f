package org.strainlake.token;

import java.io.IOException;

/** Where this process gets access tokens for itself. Thread-safe; tokens are cached until shortly before they expire. */
public interface TokenSource {
    /**
     * A token that is good for some time still.
     *
     * @param audience whom it is for
     * @param scope scopes asked for, separated by spaces
     * @throws IOException if the issuer does not answer or refuses
     */
    String token(String audience, String scope) throws IOException;

    /**
     * Forgets a token that a server refused, so that the next call asks the issuer. One that has been
     * renewed since stays: many callers may report the same refused token.
     */
    void invalidate(String audience, String scope, String refused);
}
