package org.strainlake.lake.rucio;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The lines of a list, each of which must have its end: one that has none was cut. */
final class Lines implements Closeable {
    private static final int MOST_BYTES = 8 * 1024 * 1024;

    private final InputStream body;
    private final byte[] buffer = new byte[32 * 1024];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    private int from;
    private int to;

    Lines(InputStream body) {
        this.body = body;
    }

    /**
     * The next line that is not blank; null after the last.
     *
     * @throws IOException if the list breaks off
     */
    @Nullable
    String next() throws IOException {
        while (fill()) {
            int end = from;
            while (end < to && buffer[end] != '\n') {
                end++;
            }
            line.write(buffer, from, end - from);
            if (line.size() > MOST_BYTES) {
                throw new IOException("Rucio sent a line of more than " + MOST_BYTES + " bytes");
            }
            from = end;
            if (end < to) {
                from++;
                String text = line.toString(StandardCharsets.UTF_8);
                line.reset();
                if (!text.isBlank()) {
                    return text;
                }
            }
        }
        if (line.size() > 0) {
            throw new IOException("Rucio's list broke off in the middle of a line");
        }
        return null;
    }

    private boolean fill() throws IOException {
        if (from == to) {
            from = 0;
            to = Math.max(0, body.read(buffer));
        }
        return to > 0;
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
