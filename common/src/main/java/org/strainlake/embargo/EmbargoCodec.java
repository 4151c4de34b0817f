package org.strainlake.embargo;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Embargoes as JSON, on their topic and in the table of their owner. */
public final class EmbargoCodec {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private EmbargoCodec() {}

    /** One version as JSON. */
    public static String write(Embargo embargo) {
        return JSON.writeValueAsString(embargo);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException if it is nothing of that kind
     */
    public static Embargo read(String json) {
        try {
            var read = JSON.readValue(json, Embargo.class);
            if (read == null) {
                throw new IllegalArgumentException("not an embargo: null");
            }
            return read;
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not an embargo: " + e.getOriginalMessage(), e);
        }
    }

    /** UTF-8 of {@link #write}. */
    public static byte[] bytes(Embargo embargo) {
        return write(embargo).getBytes(StandardCharsets.UTF_8);
    }
}
