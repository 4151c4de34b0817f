package org.strainlake.notification.inbound;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.token.DataAccess;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the bodies that Rucio's relay sends: {@code event_type}, {@code payload}, {@code created_at}. Rucio's
 * types are uneven, so only what the feed needs is read, and the body is passed on as it is.
 */
@Component
class RucioEvents {
    /** UTC without a zone; Python leaves out the microseconds when there are none. */
    private static final DateTimeFormatter CREATED_AT = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter(Locale.ROOT);

    /** Events whose {@code scope} and {@code name} are those of a dataset. */
    private static final Set<String> OF_A_DATASET =
            Set.of("create_dts", "open", "close", "datasetlock_ok", "lost_dts", "detach");

    /** Events whose {@code scope} and {@code name} are those of a container. */
    private static final Set<String> OF_A_CONTAINER = Set.of("create_cnt", "register_cnt", "erase_cnt");

    private final JsonMapper json;
    private final DataAccess access;

    RucioEvents(JsonMapper json, DataAccess access) {
        this.json = json;
        this.access = access;
    }

    RucioMessage read(byte[] body) {
        String type = null;
        try {
            var tree = json.readTree(body);
            type = text(tree, "event_type");
            if (type == null || type.isEmpty()) {
                return new RucioMessage.Misfit("it names no event_type", null);
            }
            return event(type, tree, body);
        } catch (JacksonException e) {
            return new RucioMessage.Misfit("it is no JSON: " + e.getOriginalMessage(), type);
        } catch (IllegalArgumentException | DateTimeException e) {
            return new RucioMessage.Misfit(String.valueOf(e.getMessage()), type);
        }
    }

    private RucioMessage event(String type, JsonNode tree, byte[] body) {
        var payload = tree.path("payload");
        var scope = text(payload, "scope");
        if (scope == null) {
            return new RucioMessage.Misfit("its payload names no scope", type);
        }
        var experiment = access.experimentOf(scope);
        if (experiment == null) {
            return new RucioMessage.Misfit("no experiment has the scope " + scope, type);
        }
        var created = text(tree, "created_at");
        if (created == null) {
            return new RucioMessage.Misfit("it has no created_at", type);
        }
        var subject = did(scope, text(payload, "name"));
        var dataset = dataset(type, payload, subject);
        boolean open = (dataset != null && access.isPublic(dataset)) || (subject != null && access.isPublic(subject));
        var rse = text(payload, "dst-rse");
        return new RucioMessage.Event(Fit.checked(ToldByName.complete(new FeedEvent(
                FeedCodec.bodyId(body),
                type,
                FeedEvent.Source.RUCIO,
                instant(created),
                experiment,
                !open,
                subject,
                dataset,
                OF_A_CONTAINER.contains(type) ? subject : null,
                rse == null ? text(payload, "rse") : rse,
                null,
                null,
                null,
                null,
                body))));
    }

    private static @Nullable DataIdentifier dataset(String type, JsonNode payload, @Nullable DataIdentifier subject) {
        var name = text(payload, "dataset");
        var scope = text(payload, "datasetScope");
        if (name != null && scope != null) {
            return new DataIdentifier(scope, name);
        }
        if (OF_A_CONTAINER.contains(type)) {
            return child(payload);
        }
        return OF_A_DATASET.contains(type) ? subject : null;
    }

    private static @Nullable DataIdentifier child(JsonNode payload) {
        var scope = text(payload, "childscope");
        var name = text(payload, "childname");
        return scope == null || name == null || !"DATASET".equals(text(payload, "childtype"))
                ? null
                : new DataIdentifier(scope, name);
    }

    private static @Nullable DataIdentifier did(String scope, @Nullable String name) {
        return name == null ? null : new DataIdentifier(scope, name);
    }

    private static Instant instant(String created) {
        return LocalDateTime.parse(created, CREATED_AT).toInstant(ZoneOffset.UTC);
    }

    private static @Nullable String text(JsonNode tree, String name) {
        var value = tree.path(name);
        return value.isString() ? value.stringValue() : null;
    }
}
