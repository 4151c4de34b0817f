package org.strainlake.emulator.rest;

import java.io.BufferedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.function.ServerResponse;
import org.strainlake.emulator.catalogue.Refusal;
import tools.jackson.databind.json.JsonMapper;

/** Rucio's ways of answering. */
@Component
class Answers {
    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);
    private static final MediaType JSON_STREAM = new MediaType("application", "x-json-stream");
    private static final int LONGEST_MESSAGE = 128;

    private final JsonMapper json;

    Answers(JsonMapper json) {
        this.json = json;
    }

    ServerResponse json(Object body) {
        return bytes(200, MediaType.APPLICATION_JSON, json.writeValueAsBytes(body));
    }

    /** Text under a type of its own. */
    ServerResponse text(int status, MediaType type, String body) {
        return bytes(status, type, body.getBytes(StandardCharsets.UTF_8));
    }

    ServerResponse created() {
        return text(201, HTML, "Created");
    }

    /** A JSON body that Rucio labels as HTML. */
    ServerResponse createdJson(Object body) {
        return bytes(201, HTML, json.writeValueAsBytes(body));
    }

    ServerResponse done() {
        return bytes(200, HTML, new byte[0]);
    }

    /** One JSON value a line, written as it is read. */
    ServerResponse stream(Stream<?> rows) {
        return ServerResponse.ok().contentType(JSON_STREAM).build((_, response) -> {
            try (rows) {
                var out = new BufferedOutputStream(response.getOutputStream(), 32 * 1024);
                for (var row = rows.iterator(); row.hasNext(); ) {
                    out.write(json.writeValueAsBytes(row.next()));
                    out.write('\n');
                }
                out.flush();
            }
            return null;
        });
    }

    ServerResponse refusal(Refusal refusal) {
        var message = refusal.getMessage() == null ? "" : refusal.getMessage();
        var body = new LinkedHashMap<String, Object>();
        body.put("ExceptionClass", refusal.exceptionClass());
        body.put("ExceptionMessage", message);
        var line = message.replace('\n', ' ').replace('\r', ' ').strip();
        return ServerResponse.status(refusal.status())
                .header("ExceptionClass", refusal.exceptionClass())
                .header(
                        "ExceptionMessage",
                        line.length() > LONGEST_MESSAGE ? line.substring(0, LONGEST_MESSAGE - 3) + "..." : line)
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .build((_, response) -> {
                    write(response, json.writeValueAsBytes(body));
                    return null;
                });
    }

    private static ServerResponse bytes(int status, MediaType type, byte[] body) {
        return ServerResponse.status(status).contentType(type).build((_, response) -> {
            write(response, body);
            return null;
        });
    }

    private static void write(jakarta.servlet.http.HttpServletResponse response, byte[] body)
            throws java.io.IOException {
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** A row of one pair, for the many small objects. */
    static Map<String, Object> row(String key, Object value) {
        return Map.of(key, value);
    }
}
