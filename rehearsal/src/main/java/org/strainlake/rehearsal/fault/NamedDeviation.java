package org.strainlake.rehearsal.fault;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the book says went otherwise than it should.
 *
 * @param did the chunk, {@code scope:name}; null if it is told of none
 * @param seenBy the services that saw it
 */
public record NamedDeviation(
        String deviation,
        String where,
        @Nullable String did,
        Instant from,
        Instant until,
        List<String> seenBy,
        long count,
        String detail) {
    public NamedDeviation {
        seenBy = List.copyOf(seenBy);
    }

    /** Reads the answer of {@code /v1/books/RUN/deviations}. */
    public static List<NamedDeviation> of(JsonNode answer) {
        var named = new ArrayList<NamedDeviation>();
        for (var each : answer.path("deviations")) {
            var seenBy = new ArrayList<String>();
            each.path("seenBy").forEach(service -> seenBy.add(service.asString()));
            var did = each.path("did");
            named.add(new NamedDeviation(
                    each.path("deviation").asString(),
                    each.path("where").asString(),
                    did.isString() ? did.asString() : null,
                    Instant.parse(each.path("from").asString()),
                    Instant.parse(each.path("until").asString()),
                    seenBy,
                    each.path("count").asLong(),
                    each.path("detail").asString("")));
        }
        return named;
    }

    /** Whether it was seen at any time between two instants. */
    boolean overlaps(Instant begin, Instant end) {
        return !from.isAfter(end) && !until.isBefore(begin);
    }
}
