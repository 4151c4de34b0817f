package org.strainlake.uploader;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.mock.env.MockEnvironment;
import org.strainlake.uploader.stream.ExampleStreams;
import org.strainlake.uploader.stream.Stream;

/** Streams to test with. */
public final class Examples {
    private Examples() {}

    /** The stream V1-hoft. */
    public static Stream stream() {
        return stream("V1-hoft", settings -> {});
    }

    /** A stream with other settings. */
    public static Stream stream(String id, Consumer<Map<String, String>> change) {
        var settings = new HashMap<>(Map.of(
                "experiment", "virgo",
                "detector", "V1",
                "channel", "V1:Hrec_hoft_16Hz",
                "description", "HOFT",
                "sample-rate-hz", "16",
                "scope", "virgo",
                "rse", "CERN-PROMPT"));
        change.accept(settings);
        var environment = new MockEnvironment();
        settings.forEach((key, value) -> environment.setProperty("strainlake.streams." + id + "." + key, value));
        return ExampleStreams.bound(environment).get(id);
    }
}
