package org.strainlake.lake.webdav;

import java.util.ArrayList;
import java.util.List;
import org.strainlake.token.TokenSource;

/** Numbered tokens: a new one after each invalidation. */
public final class FakeTokens implements TokenSource {
    private final List<String> wanted = new ArrayList<>();
    private int number = 1;

    @Override
    public synchronized String token(String audience, String scope) {
        wanted.add(audience + " " + scope);
        return "token-" + number;
    }

    @Override
    public synchronized void invalidate(String audience, String scope, String refused) {
        if (refused.equals("token-" + number)) {
            number++;
        }
    }

    public synchronized int renewals() {
        return number - 1;
    }

    public synchronized List<String> wanted() {
        return List.copyOf(wanted);
    }
}
