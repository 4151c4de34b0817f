package org.strainlake.emulator.issuer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** The secret of a client or a user. Not a record: a record's toString would lead to it. */
public final class Secret {
    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The secret in a file, without the white space around it.
     *
     * @throws IOException if it cannot be read, or there is none in it
     */
    public static Secret in(Path file) throws IOException {
        var text = Files.readString(file).strip();
        if (text.isEmpty()) {
            throw new IOException("no secret in " + file);
        }
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Compares in the same time whatever is given. */
    public boolean is(String given) {
        return MessageDigest.isEqual(bytes, given.getBytes(StandardCharsets.UTF_8));
    }
}
