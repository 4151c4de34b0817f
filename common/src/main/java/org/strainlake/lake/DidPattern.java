package org.strainlake.lake;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * Names of one scope, with {@code *} for any run of characters.
 *
 * @param scope the scope, exactly
 * @param name the name, or what names must look like
 */
public record DidPattern(String scope, String name) {
    private static final Pattern FORM = Pattern.compile("[\\w.-]{1,25}:[/\\w.*+#-]{1,250}");

    public DidPattern {
        if (!FORM.matcher(scope + ":" + name).matches()) {
            throw new IllegalArgumentException("not scope:pattern: " + scope + ":" + name);
        }
    }

    /**
     * Reads {@code scope:pattern}.
     *
     * @throws IllegalArgumentException if it has another form
     */
    @JsonCreator
    public static DidPattern parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("not scope:pattern: " + text);
        }
        return new DidPattern(text.substring(0, colon), text.substring(colon + 1));
    }

    /** Whether the DID has such a name. Takes time proportional to the product of both lengths at most. */
    public boolean matches(DataIdentifier did) {
        return scope.equals(did.scope()) && matches(did.name());
    }

    private boolean matches(String text) {
        int at = 0;
        int in = 0;
        int star = -1;
        int starIn = 0;
        while (in < text.length()) {
            if (at < name.length() && name.charAt(at) == '*') {
                star = at++;
                starIn = in;
            } else if (at < name.length() && name.charAt(at) == text.charAt(in)) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++starIn;
            } else {
                return false;
            }
        }
        while (at < name.length() && name.charAt(at) == '*') {
            at++;
        }
        return at == name.length();
    }

    /** Written {@code scope:pattern}. */
    @JsonValue
    @Override
    public String toString() {
        return scope + ":" + name;
    }
}
