package org.strainlake.lake;

import java.io.IOException;
import java.io.InputStream;

/** Bytes that can be sent again: a retry opens them anew. */
public interface Content {
    /** Their number. */
    long bytes();

    /**
     * Opens them at their start.
     *
     * @throws IOException if they cannot be read
     */
    InputStream open() throws IOException;

    /** The bytes of an array, not copied. */
    static Content of(byte[] bytes) {
        return new Content() {
            @Override
            public long bytes() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new java.io.ByteArrayInputStream(bytes);
            }
        };
    }
}
