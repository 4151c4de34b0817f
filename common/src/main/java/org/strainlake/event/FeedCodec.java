package org.strainlake.event;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.NameBasedGenerator;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.strainlake.embargo.Embargo;
import org.strainlake.lake.DataIdentifier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes feed events and writes them as CloudEvents 1.0 in binary mode: the attributes are Kafka headers
 * {@code ce_…} in UTF-8, the value is the body. Thread-safe.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">CloudEvents Kafka binding</a>
 */
public final class FeedCodec {
    private static final UUID NAMESPACE = UUID.fromString("5b1c0f3e-6d0c-5f0e-9a53-8a1d0a6c2f10");
    private static final NameBasedGenerator IDS = Generators.nameBasedGenerator(NAMESPACE);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** How Rucio writes {@code created_at}: UTC without a zone, microseconds. */
    private static final DateTimeFormatter CREATED_AT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private FeedCodec() {}

    /**
     * Makes one of our own events.
     *
     * @param type one of {@link EventType}
     * @param attachGeneration counts how often the file was attached anew to the dataset; 0 the first time
     * @param detector prefix of the detector; null for a file that is no chunk
     */
    public static FeedEvent ofFile(
            String type,
            FeedEvent.Source source,
            Instant time,
            String experiment,
            boolean proprietary,
            FilePayload payload,
            int attachGeneration,
            @Nullable String detector) {
        var chunk = payload.chunk();
        return new FeedEvent(
                fileId(type, payload.did(), payload.datasetDid(), payload.rse(), attachGeneration),
                type,
                source,
                time,
                experiment,
                proprietary,
                payload.did(),
                payload.datasetDid(),
                null,
                payload.rse(),
                chunk == null ? null : chunk.gpsStart(),
                chunk == null ? null : chunk.seconds(),
                detector,
                null,
                body(type, payload, time));
    }

    /**
     * Makes the event of a file that is no longer in its dataset. Its body names the two, and the storage element that
     * its attachment was told with.
     *
     * @param rse null if none was named
     * @param attachGeneration that of the attachment that ends
     */
    public static FeedEvent detached(
            FeedEvent.Source source,
            Instant time,
            String experiment,
            boolean proprietary,
            DataIdentifier file,
            DataIdentifier dataset,
            @Nullable String rse,
            int attachGeneration) {
        var payload = new LinkedHashMap<String, Object>();
        payload.put("scope", file.scope());
        payload.put("name", file.name());
        payload.put("datasetScope", dataset.scope());
        payload.put("dataset", dataset.name());
        if (rse != null) {
            payload.put("dst-rse", rse);
        }
        return new FeedEvent(
                fileId(EventType.FILE_DETACHED, file, dataset, String.valueOf(rse), attachGeneration),
                EventType.FILE_DETACHED,
                source,
                time,
                experiment,
                proprietary,
                file,
                dataset,
                null,
                rse,
                null,
                null,
                null,
                null,
                body(EventType.FILE_DETACHED, payload, time));
    }

    /**
     * Makes the event of an embargo that was lifted, for everybody. Its body has the embargo's id and the names that it
     * covered; for one of a dataset it is about that.
     *
     * @throws IllegalArgumentException if the embargo is not released
     */
    public static FeedEvent lifted(Embargo embargo) {
        var at = embargo.releasedAt();
        if (at == null) {
            throw new IllegalArgumentException("not lifted: " + embargo.id());
        }
        var dataset = embargo.dataset().orElse(null);
        var payload = new LinkedHashMap<String, Object>();
        payload.put("embargo", embargo.id());
        payload.put("names", embargo.names());
        if (dataset != null) {
            payload.put("scope", dataset.scope());
            payload.put("name", dataset.name());
        }
        return new FeedEvent(
                IDS.generate(EventType.EMBARGO_LIFTED + "|" + embargo.id()).toString(),
                EventType.EMBARGO_LIFTED,
                FeedEvent.Source.EMBARGO,
                at,
                embargo.experiment(),
                false,
                dataset,
                dataset,
                null,
                null,
                null,
                null,
                null,
                null,
                body(EventType.EMBARGO_LIFTED, payload, at));
    }

    private static byte[] body(String type, Object payload, Instant time) {
        var body = new LinkedHashMap<String, Object>();
        body.put("event_type", type);
        body.put("payload", payload);
        body.put("created_at", CREATED_AT.format(time));
        return JSON.writeValueAsBytes(body);
    }

    /** The id of a file event: UUIDv5 over what makes it the same happening. */
    public static String fileId(
            String type, DataIdentifier file, DataIdentifier dataset, String rse, int attachGeneration) {
        return IDS.generate(type + "|" + file + "|" + dataset + "|" + rse + "|" + attachGeneration)
                .toString();
    }

    /** The id of an event of Rucio's: UUIDv5 over its body, since Rucio gives none. */
    public static String bodyId(byte[] body) {
        return IDS.generate(body).toString();
    }

    /**
     * The payload of {@code chunk-stored} or {@code file_attached_dts}.
     *
     * @throws IllegalArgumentException if the body holds none
     */
    public static FilePayload payload(FeedEvent event) {
        try {
            JsonNode tree = JSON.readTree(event.body());
            return JSON.treeToValue(tree.path("payload"), FilePayload.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no file payload in " + event + ": " + e.getOriginalMessage(), e);
        }
    }

    /** The CloudEvents attributes as Kafka headers, UTF-8. */
    public static Map<String, byte[]> headers(FeedEvent event) {
        var headers = new LinkedHashMap<String, byte[]>();
        put(headers, "specversion", "1.0");
        put(headers, "id", event.id());
        put(headers, "type", event.type());
        put(headers, "source", "/strainlake/" + event.source().name().toLowerCase(Locale.ROOT));
        put(headers, "time", event.time().toString());
        put(headers, "experiment", event.experiment());
        put(headers, "visibility", event.proprietary() ? "proprietary" : "public");
        put(headers, "subject", event.subject());
        put(headers, "dataset", event.dataset());
        put(headers, "container", event.container());
        put(headers, "rse", event.rse());
        put(headers, "gpsstart", event.gpsStart());
        put(headers, "gpsseconds", event.gpsSeconds());
        put(headers, "detector", event.detector());
        put(headers, "released", event.released());
        headers.put("content-type", bytes("application/json"));
        return headers;
    }

    /**
     * Reads what {@link #headers} wrote.
     *
     * @param header gives a header's value, as bytes or text, or null where there is none
     * @throws IllegalArgumentException if a required attribute is missing or has another form
     */
    public static FeedEvent read(Function<String, @Nullable Object> header, byte[] body) {
        var source = required(header, "source");
        var gpsStart = attribute(header, "gpsstart");
        var gpsSeconds = attribute(header, "gpsseconds");
        var released = attribute(header, "released");
        return new FeedEvent(
                required(header, "id"),
                required(header, "type"),
                FeedEvent.Source.valueOf(
                        source.substring(source.lastIndexOf('/') + 1).toUpperCase(Locale.ROOT)),
                Instant.parse(required(header, "time")),
                required(header, "experiment"),
                !"public".equals(required(header, "visibility")),
                did(header, "subject"),
                did(header, "dataset"),
                did(header, "container"),
                attribute(header, "rse"),
                gpsStart == null ? null : Long.valueOf(gpsStart),
                gpsSeconds == null ? null : Integer.valueOf(gpsSeconds),
                attribute(header, "detector"),
                released == null ? null : Instant.parse(released),
                body);
    }

    private static void put(Map<String, byte[]> headers, String attribute, @Nullable Object value) {
        if (value != null) {
            headers.put("ce_" + attribute, bytes(value.toString()));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String required(Function<String, @Nullable Object> header, String attribute) {
        var value = attribute(header, attribute);
        if (value == null) {
            throw new IllegalArgumentException("a message without the header ce_" + attribute);
        }
        return value;
    }

    private static @Nullable DataIdentifier did(Function<String, @Nullable Object> header, String attribute) {
        var value = attribute(header, attribute);
        return value == null ? null : DataIdentifier.parse(value);
    }

    private static @Nullable String attribute(Function<String, @Nullable Object> header, String attribute) {
        var value = header.apply("ce_" + attribute);
        return switch (value) {
            case null -> null;
            case byte[] raw -> new String(raw, StandardCharsets.UTF_8);
            default -> value.toString();
        };
    }
}
