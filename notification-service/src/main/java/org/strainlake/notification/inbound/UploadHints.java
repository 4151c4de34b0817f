package org.strainlake.notification.inbound;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;
import org.strainlake.event.FeedCodec;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.token.DataAccess;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Notes what clients say of their uploads. Anyone can send a trace, without a token: it is a hint and never
 * an event, and one that cannot be read is passed over.
 */
@Component
public class UploadHints {
    /** Hints of one file that are shown. */
    private static final int SHOWN = 100;

    private static final Logger LOG = LoggerFactory.getLogger(UploadHints.class);

    private final UploadHintRepository hints;
    private final DataAccess access;
    private final JsonMapper json;
    private final InstantSource clock;

    UploadHints(UploadHintRepository hints, DataAccess access, JsonMapper json, InstantSource clock) {
        this.hints = hints;
        this.access = access;
        this.json = json;
        this.clock = clock;
    }

    /**
     * A client said that it uploaded a file.
     *
     * @param received when the service heard of it
     * @param dataset the dataset it named; null if none
     * @param rse the storage element it named; null if none
     */
    public record Hint(
            Instant received,
            @Nullable DataIdentifier dataset,
            @Nullable String rse) {}

    /** What was said of a file, newest first. */
    public List<Hint> of(DataIdentifier file) {
        return hints.findByScopeAndNameOrderByReceivedDesc(file.scope(), file.name(), Limit.of(SHOWN)).stream()
                .map(UploadHint::toHint)
                .toList();
    }

    void note(byte[] trace) {
        try {
            var tree = json.readTree(trace);
            var scope = text(tree, "scope");
            var name = text(tree, "filename");
            if (!"upload".equals(text(tree, "eventType"))
                    || scope == null
                    || name == null
                    || access.experimentOf(scope) == null) {
                return;
            }
            var id = UUID.fromString(FeedCodec.bodyId(trace));
            if (!hints.existsById(id)) {
                hints.save(
                        new UploadHint(id, new DataIdentifier(scope, name), dataset(tree), rse(tree), clock.instant()));
            }
        } catch (JacksonException | IllegalArgumentException e) {
            LOG.debug("not a trace of an upload: {}", e.getMessage());
        }
    }

    int forget(Instant before) {
        return hints.deleteReceivedBefore(before);
    }

    private static @Nullable DataIdentifier dataset(JsonNode trace) {
        var scope = text(trace, "datasetScope");
        var name = text(trace, "dataset");
        return scope == null || name == null ? null : new DataIdentifier(scope, name);
    }

    private static @Nullable String rse(JsonNode trace) {
        var rse = text(trace, "remoteSite");
        return Fit.isWord(rse) ? rse : null;
    }

    private static @Nullable String text(JsonNode tree, String name) {
        var value = tree.path(name);
        return value.isString() ? value.stringValue() : null;
    }
}
