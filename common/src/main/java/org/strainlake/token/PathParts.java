package org.strainlake.token;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Splits a path into components and percent-decodes each once; whatever could be read in two ways is refused. */
final class PathParts {
    private PathParts() {}

    /**
     * The decoded components of an absolute path; a slash at its end does not count.
     *
     * @throws IllegalArgumentException if it is not absolute, or a component is empty, {@code .}, {@code ..} or holds a
     *     slash, backslash or control character
     */
    static List<String> of(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a path begins with a slash");
        }
        List<String> parts = new ArrayList<>();
        int begin = 1;
        while (begin < path.length()) {
            int slash = path.indexOf('/', begin);
            int end = slash < 0 ? path.length() : slash;
            parts.add(checked(decode(path.substring(begin, end))));
            begin = end + 1;
        }
        return List.copyOf(parts);
    }

    private static String checked(String part) {
        if (part.isEmpty() || ".".equals(part) || "..".equals(part)) {
            throw new IllegalArgumentException("a path has no empty, . or .. component");
        }
        if (part.chars().anyMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c))) {
            throw new IllegalArgumentException("a path component holds no slash, backslash or control character");
        }
        return part;
    }

    private static String decode(String part) {
        if (part.indexOf('%') < 0) {
            return part;
        }
        var raw = part.getBytes(StandardCharsets.UTF_8);
        var decoded = ByteBuffer.allocate(raw.length);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] != '%') {
                decoded.put(raw[i]);
            } else if (i + 2 < raw.length && HexFormat.isHexDigit(raw[i + 1]) && HexFormat.isHexDigit(raw[i + 2])) {
                decoded.put((byte) (HexFormat.fromHexDigit(raw[i + 1]) << 4 | HexFormat.fromHexDigit(raw[i + 2])));
                i += 2;
            } else {
                throw new IllegalArgumentException("a percent sign is followed by two hex digits");
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a path is UTF-8", e);
        }
    }

    /** Whether {@code path} is {@code prefix} or lies below it, component by component. */
    static boolean isWithin(List<String> path, List<String> prefix) {
        return path.size() >= prefix.size() && path.subList(0, prefix.size()).equals(prefix);
    }
}
