package org.strainlake.emulator.storage;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What part of a file a request wants. */
sealed interface ByteSpan {
    /** All of it; also when the header is none we understand. */
    record Whole() implements ByteSpan {}

    /** These bytes, both ends included. */
    record Part(long first, long last) implements ByteSpan {}

    /** None that is there. */
    record Outside() implements ByteSpan {}

    /** Reads the header {@code Range}; several ranges are taken as none, as the standard allows. */
    static ByteSpan parse(@Nullable String header, long size) {
        if (header == null) {
            return new Whole();
        }
        var matcher = Form.RANGE.matcher(header);
        if (!matcher.matches()) {
            return new Whole();
        }
        var from = matcher.group(1);
        var to = matcher.group(2);
        if (from.isEmpty()) {
            if (to.isEmpty()) {
                return new Whole();
            }
            long count = Math.min(size, Long.parseLong(to));
            return count == 0 ? new Outside() : new Part(size - count, size - 1);
        }
        long first = Long.parseLong(from);
        long last = to.isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(to));
        if (!to.isEmpty() && Long.parseLong(to) < first) {
            return new Whole();
        }
        return first >= size ? new Outside() : new Part(first, last);
    }

    /** Keeps the pattern out of the interface. */
    final class Form {
        private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

        private Form() {}
    }
}
