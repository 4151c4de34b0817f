package org.strainlake.journey;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Writes and reads the JSON of journey records. Thread-safe. */
public final class JourneyCodec {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private JourneyCodec() {}

    /** The record as UTF-8 JSON. */
    public static byte[] write(JourneyRecord journey) {
        return JSON.writeValueAsBytes(journey);
    }

    /**
     * Reads what {@link #write} wrote; unknown members are passed over.
     *
     * @throws IllegalArgumentException if it is no journey record
     */
    public static JourneyRecord read(byte[] json) {
        try {
            return JSON.readValue(json, JourneyRecord.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not a journey record: " + e.getOriginalMessage(), e);
        }
    }
}
