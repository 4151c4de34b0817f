package org.strainlake.emulator.issuer;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.strainlake.emulator.http.RequestPath;

/** Which scopes a registration covers. */
final class ScopeRules {
    /** A group as INDIGO IAM has it in {@code wlcg.groups:/x}: no roles, no capabilities. */
    private static final Pattern GROUP_SCOPE = Pattern.compile("wlcg\\.groups:(/[A-Za-z0-9][\\w.-]*)+");

    private ScopeRules() {}

    /** The first of the scopes asked for that none of those allowed covers. */
    static Optional<String> firstBeyond(List<String> allowed, List<String> asked) {
        return asked.stream()
                .filter(scope -> allowed.stream().noneMatch(one -> covers(one, scope)))
                .findFirst();
    }

    /**
     * Whether an allowed scope covers the one asked for: the same, a storage scope over a parent path, or groups at
     * large over one of them.
     */
    static boolean covers(String allowed, String asked) {
        if (allowed.equals(asked)) {
            return true;
        }
        if (allowed.equals("wlcg.groups")) {
            return GROUP_SCOPE.matcher(asked).matches();
        }
        int colon = allowed.indexOf(':');
        if (!allowed.startsWith("storage.") || colon < 0 || !asked.startsWith(allowed.substring(0, colon + 1))) {
            return false;
        }
        var path = asked.substring(colon + 1);
        return !RequestPath.isAmbiguous(path)
                && RequestPath.parse(path).isWithin(RequestPath.parse(allowed.substring(colon + 1)));
    }
}
