package org.strainlake.notification.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.StringWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.strainlake.event.FeedEvent;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes events as CloudEvents 1.0 in structured mode, in one line, with the body as it is under {@code data}.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">CloudEvents JSON format</a>
 */
@Component
class StructuredEvent {
    private final JsonMapper json;

    StructuredEvent(JsonMapper json) {
        this.json = json;
    }

    String write(FeedEvent event) {
        var text = new StringWriter();
        try (var out = json.createGenerator(text)) {
            out.writeStartObject();
            out.writeStringProperty("specversion", "1.0");
            out.writeStringProperty("id", event.id());
            out.writeStringProperty("type", event.type());
            out.writeStringProperty(
                    "source", "/strainlake/" + event.source().name().toLowerCase(Locale.ROOT));
            optional(out, "subject", event.subject());
            out.writeStringProperty("time", event.time().toString());
            out.writeStringProperty("datacontenttype", "application/json");
            out.writeStringProperty("experiment", event.experiment());
            optional(out, "dataset", event.dataset());
            optional(out, "container", event.container());
            optional(out, "rse", event.rse());
            optional(out, "detector", event.detector());
            optional(out, "released", event.released());
            if (event.gpsStart() != null) {
                out.writeNumberProperty("gpsstart", event.gpsStart());
            }
            if (event.gpsSeconds() != null) {
                out.writeNumberProperty("gpsseconds", event.gpsSeconds());
            }
            out.writeStringProperty("visibility", event.proprietary() ? "proprietary" : "public");
            out.writeName("data");
            out.writeRawValue(inOneLine(event.body()));
            out.writeEndObject();
        }
        return text.toString();
    }

    private static void optional(JsonGenerator out, String name, @Nullable Object value) {
        if (value != null) {
            out.writeStringProperty(name, value.toString());
        }
    }

    /** Line ends can stand only between the tokens of JSON, where a space means the same. */
    private static String inOneLine(byte[] body) {
        return new String(body, UTF_8).replace('\n', ' ').replace('\r', ' ');
    }
}
