package org.strainlake.emulator.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.web.util.UriUtils;

/**
 * A request's path as its components, each percent-decoded once.
 *
 * @param components without empty ones
 * @param directory whether it ends in a slash
 */
public record RequestPath(List<String> components, boolean directory) {
    public RequestPath {
        components = List.copyOf(components);
    }

    /**
     * Whether a raw path holds what could be read in two ways: {@code ..}, {@code .}, {@code //}, a backslash, a
     * semicolon or a control character, as they are or encoded, or an encoded slash, percent sign or NUL.
     */
    public static boolean isAmbiguous(String raw) {
        if (!raw.startsWith("/") || raw.contains("//")) {
            return true;
        }
        var lower = raw.toLowerCase(Locale.ROOT);
        if (lower.contains("%2f") || lower.contains("%5c") || lower.contains("%00") || lower.contains("%25")) {
            return true;
        }
        try {
            for (var component : raw.substring(1).split("/", -1)) {
                if (isForbidden(UriUtils.decode(component, StandardCharsets.UTF_8))) {
                    return true;
                }
            }
            return false;
        } catch (IllegalArgumentException malformed) {
            return true;
        }
    }

    /** Reads a raw path that is not {@linkplain #isAmbiguous ambiguous}. */
    public static RequestPath parse(String raw) {
        var components = new ArrayList<String>();
        for (var component : raw.split("/", -1)) {
            if (!component.isEmpty()) {
                components.add(UriUtils.decode(component, StandardCharsets.UTF_8));
            }
        }
        return new RequestPath(components, raw.endsWith("/"));
    }

    /** Whether this path is {@code base} or lies below it, compared by whole components. */
    public boolean isWithin(RequestPath base) {
        return components.size() >= base.components.size()
                && components.subList(0, base.components.size()).equals(base.components);
    }

    /** This path as seen from {@code base}, in which it must lie. */
    public RequestPath relativeTo(RequestPath base) {
        return new RequestPath(components.subList(base.components.size(), components.size()), directory);
    }

    private static boolean isForbidden(String decoded) {
        return decoded.equals(".")
                || decoded.equals("..")
                || decoded.chars().anyMatch(c -> c == '\\' || c == ';' || Character.isISOControl(c));
    }
}
