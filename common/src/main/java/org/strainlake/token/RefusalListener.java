package org.strainlake.token;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

/** Is told of every call that is answered with 401 or 403, or with 400 for its path, before the answer is sent. */
public interface RefusalListener {
    /**
     * A call is refused. Waits for nothing and throws nothing.
     *
     * @param caller whose token was found good; null without a token, or with one that was refused
     * @param reason in a few words, without the token
     */
    void refused(HttpServletRequest request, @Nullable Authentication caller, int status, String reason);
}
