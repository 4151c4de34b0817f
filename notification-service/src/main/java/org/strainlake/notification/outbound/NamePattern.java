package org.strainlake.notification.outbound;

import java.util.regex.Pattern;
import org.strainlake.lake.DataIdentifier;

/**
 * A pattern for names of datasets, {@code *} for any run of characters; without a colon it is one of the name
 * alone, in any scope. Matching takes at most length times length steps.
 *
 * @param text the pattern
 */
public record NamePattern(String text) {
    private static final Pattern FORM = Pattern.compile("[\\w.*/-]{1,250}(:[\\w.*/-]{1,250})?");

    public NamePattern {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("not a pattern of dataset names: " + text);
        }
    }

    boolean matches(DataIdentifier did) {
        return matches(text, text.indexOf(':') < 0 ? did.name() : did.toString());
    }

    private static boolean matches(String pattern, String name) {
        int star = -1;
        int resume = 0;
        int p = 0;
        int n = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) { // let the last star take one character more
                p = star + 1;
                n = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
