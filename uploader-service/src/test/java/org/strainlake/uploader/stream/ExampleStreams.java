package org.strainlake.uploader.stream;

import org.springframework.core.env.Environment;

/** Binds streams as the application does. */
public final class ExampleStreams {
    private ExampleStreams() {}

    /** The streams of an environment. */
    public static Streams bound(Environment environment) {
        return new Streams(StreamConfiguration.bind(environment));
    }
}
