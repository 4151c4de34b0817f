package org.strainlake.token;

import java.util.ArrayList;
import java.util.List;

/**
 * One {@code storage.op:path} of a token's scope.
 *
 * @param operation what it allows
 * @param path decoded components of its path, relative to the storage's base for the token's issuer
 * @param directoryOnly whether it was written with a slash at its end: covers what lies below, not the path itself
 */
record StorageScope(Operation operation, List<String> path, boolean directoryOnly) {
    private static final String PREFIX = "storage.";

    StorageScope {
        path = List.copyOf(path);
    }

    /**
     * All storage scopes in a token's {@code scope}; others are passed over.
     *
     * @throws IllegalArgumentException if one is malformed; the token is to be refused then
     */
    static List<StorageScope> allIn(String scope) {
        List<StorageScope> found = new ArrayList<>();
        int begin = 0;
        while (begin < scope.length()) {
            int space = scope.indexOf(' ', begin);
            int end = space < 0 ? scope.length() : space;
            if (scope.startsWith(PREFIX, begin) || scope.startsWith("storage:", begin)) {
                found.add(parse(scope.substring(begin, end)));
            }
            begin = end + 1;
        }
        return List.copyOf(found);
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if it has no path, or one that {@link PathParts} refuses
     */
    static StorageScope parse(String text) {
        int colon = text.indexOf(':');
        if (!text.startsWith(PREFIX) || colon < 0) {
            throw new IllegalArgumentException("a storage scope has an operation and a path");
        }
        var path = text.substring(colon + 1);
        return new StorageScope(
                Operation.of(text.substring(PREFIX.length(), colon)),
                PathParts.of(path),
                path.endsWith("/") && path.length() > 1);
    }

    /**
     * Whether it reaches a file or directory.
     *
     * @param components the path relative to the same base, decoded
     */
    boolean covers(List<String> components) {
        return PathParts.isWithin(components, path) && !(directoryOnly && components.size() == path.size());
    }

    /** What a storage scope allows. */
    enum Operation {
        /** Reading. */
        READ,
        /** New files and directories. */
        CREATE,
        /** All of create, and overwriting, moving and deleting; not reading. */
        MODIFY,
        /** Recalling from tape, nothing else. */
        STAGE,
        /** An operation that the profile has but nothing here needs: allows nothing. */
        OTHER;

        private static Operation of(String word) {
            return switch (word) {
                case "read" -> READ;
                case "create" -> CREATE;
                case "modify" -> MODIFY;
                case "stage" -> STAGE;
                default -> OTHER;
            };
        }

        /** Whether it lets a new file be written. */
        boolean creates() {
            return this == CREATE || this == MODIFY;
        }
    }
}
