package org.strainlake.emulator.catalogue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Rucio's algorithm {@code hash}: where a file of a name lies on a storage element. */
final class Deterministic {
    private Deterministic() {}

    /** Path below the prefix. */
    static String path(String scope, String name) {
        try {
            var hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5")
                            .digest((scope + ":" + name).getBytes(StandardCharsets.UTF_8)));
            return scope.replace('.', '/') + "/" + hash.substring(0, 2) + "/" + hash.substring(2, 4) + "/" + name;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    static List<String> components(String scope, String name) {
        return List.of(path(scope, name).split("/"));
    }
}
