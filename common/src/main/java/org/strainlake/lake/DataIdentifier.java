package org.strainlake.lake;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * A DID: the name of a file, dataset or container in the catalogue, unique for ever.
 *
 * @param scope name space, 1 to 25 characters
 * @param name name within the scope, 1 to 250 characters
 */
public record DataIdentifier(String scope, String name) {
    private static final Pattern FORM = Pattern.compile("[\\w.-]{1,25}:[/A-Za-z0-9][/\\w.-]{0,249}");

    public DataIdentifier {
        if (!FORM.matcher(scope + ":" + name).matches()) {
            throw new IllegalArgumentException("not a data identifier: " + scope + ":" + name);
        }
    }

    /**
     * Reads {@code scope:name}.
     *
     * @throws IllegalArgumentException if it has another form
     */
    @JsonCreator
    public static DataIdentifier parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("not a data identifier: " + text);
        }
        return new DataIdentifier(text.substring(0, colon), text.substring(colon + 1));
    }

    /** Written {@code scope:name}. */
    @JsonValue
    @Override
    public String toString() {
        return scope + ":" + name;
    }
}
