package org.strainlake.emulator.issuer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** The secret of a client or a user. Not a record: a record's toString would lead to it. */
final class Secret {
    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    static Secret in(Path file) throws IOException {
        var text = Files.readString(file).strip();
        if (text.isEmpty()) {
            throw new IOException("no secret in " + file);
        }
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    /** In the same time whatever is given. */
    boolean is(String given) {
        return MessageDigest.isEqual(bytes, given.getBytes(StandardCharsets.UTF_8));
    }
}
