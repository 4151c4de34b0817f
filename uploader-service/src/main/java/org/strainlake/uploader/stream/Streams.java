package org.strainlake.uploader.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All streams of this service, by id. */
public final class Streams {
    private final Map<String, Stream> byId = new TreeMap<>();

    /** The streams of a configuration. */
    public Streams(Map<String, StreamSettings> settings) {
        settings.forEach((id, stream) -> byId.put(id, new Stream(id, stream)));
    }

    /** The stream of that id. */
    public Optional<Stream> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /**
     * A stream that must be there.
     *
     * @throws IllegalStateException if configuration no longer has it
     */
    public Stream get(String id) {
        return find(id).orElseThrow(() -> new IllegalStateException("configuration no longer has the stream " + id));
    }

    /** The stream that a run belongs to. */
    public Optional<Stream> ofRun(String run) {
        int dot = run.lastIndexOf('.');
        return dot < 0 ? Optional.empty() : find(run.substring(0, dot));
    }

    /** Every stream, by id. */
    public List<Stream> all() {
        return new ArrayList<>(byId.values());
    }
}
