package org.strainlake.strain;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * The name of a channel, such as {@code V1:Hrec_hoft_4096Hz}.
 *
 * @param name detector prefix, colon, name within the detector
 */
public record ChannelName(@JsonValue String name) {
    private static final Pattern FORM = Pattern.compile("[A-Z]\\d:[A-Za-z0-9][\\w.#+-]{0,200}");

    @JsonCreator
    public ChannelName {
        if (!FORM.matcher(name).matches()) {
            throw new IllegalArgumentException("not a channel name such as V1:Hrec_hoft_4096Hz: " + name);
        }
        Detector.ofPrefix(name.substring(0, 2));
    }

    /** The channel {@code localName} of a detector. */
    public static ChannelName of(Detector detector, String localName) {
        return new ChannelName(detector.name() + ":" + localName);
    }

    /** The detector it belongs to. */
    public Detector detector() {
        return Detector.ofPrefix(name.substring(0, 2));
    }

    /** The name without the detector's prefix. */
    public String localName() {
        return name.substring(3);
    }

    @Override
    public String toString() {
        return name;
    }
}
