package org.strainlake.lake.webdav;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a storage tells during a third-party copy: performance markers every few seconds, then one line that decides.
 */
final class Markers {
    private static final int LONGEST_LINE = 1024;
    private static final Pattern QUERY = Pattern.compile("\\?[^\\s\"']*");

    private Markers() {}

    /** How a copy ended by the storage's own account. */
    sealed interface Ending {
        /** It says that the file is there. */
        record Success() implements Ending {}

        /**
         * It says why it is not.
         *
         * @param reason its words, without queries of addresses, which may hold a credential
         */
        record Failure(String reason) implements Ending {}

        /** It told no end. */
        record Untold() implements Ending {}
    }

    /** Reads to the end in constant memory: a longer line is cut. */
    static Ending read(InputStream body) throws IOException {
        Ending ending = new Ending.Untold();
        var line = line(body);
        while (line.isPresent()) {
            String text = line.get().strip();
            String lower = text.toLowerCase(Locale.ROOT);
            if (lower.startsWith("success")) {
                ending = new Ending.Success();
            } else if (lower.startsWith("failure") || lower.startsWith("aborted")) {
                ending = new Ending.Failure(QUERY.matcher(text).replaceAll("?..."));
            }
            line = line(body);
        }
        return ending;
    }

    private static Optional<String> line(InputStream body) throws IOException {
        var line = new byte[LONGEST_LINE];
        int length = 0;
        int next = body.read();
        if (next < 0) {
            return Optional.empty();
        }
        while (next >= 0 && next != '\n') {
            if (length < line.length) {
                line[length++] = (byte) (next < ' ' ? ' ' : next);
            }
            next = body.read();
        }
        return Optional.of(new String(line, 0, length, StandardCharsets.UTF_8));
    }
}
