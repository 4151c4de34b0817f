package org.strainlake.emulator.rest;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.function.ServerRequest;
import org.strainlake.emulator.catalogue.NewFile;
import org.strainlake.emulator.catalogue.Refusal;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads request bodies as Rucio does, with its complaints. */
@Component
class Body {
    private final JsonMapper json;

    Body(JsonMapper json) {
        this.json = json;
    }

    JsonNode object(ServerRequest request) throws IOException, ServletException {
        var node = any(request);
        if (!node.isObject()) {
            throw new Refusal(400, "TypeError", "body must be a json dictionary");
        }
        return node;
    }

    JsonNode list(ServerRequest request) throws IOException, ServletException {
        var node = any(request);
        if (!node.isArray()) {
            throw new Refusal(400, "TypeError", "body must be a json list");
        }
        return node;
    }

    JsonNode any(ServerRequest request) throws IOException, ServletException {
        try {
            return json.readTree(request.servletRequest().getInputStream());
        } catch (JacksonException e) {
            throw new Refusal(400, "ValueError", "cannot decode json parameter dictionary");
        }
    }

    /** A member that must be there. */
    static JsonNode required(JsonNode object, String key) {
        var value = object.get(key);
        if (value == null || value.isNull()) {
            throw new Refusal(400, "KeyError", "'" + key + "' not defined");
        }
        return value;
    }

    static String requiredText(JsonNode object, String key) {
        return required(object, key).asString();
    }

    static @Nullable String text(JsonNode object, String key) {
        var value = object.get(key);
        return value == null || value.isNull() ? null : value.asString();
    }

    static @Nullable Long number(JsonNode object, String key) {
        var value = object.get(key);
        return value == null || value.isNull() ? null : Long.valueOf(value.asLong());
    }

    static boolean flag(JsonNode object, String key) {
        var value = object.get(key);
        return value != null && value.asBoolean(false);
    }

    /** Refuses what would be passed over silently otherwise. */
    static void refuse(JsonNode object, String... keys) {
        for (var key : keys) {
            var value = object.get(key);
            if (value != null && !value.isNull() && !(value.isBoolean() && !value.booleanValue())) {
                throw Refusal.notImplemented("the parameter " + key);
            }
        }
    }

    /** The members of an object as plain values. */
    Map<String, Object> values(@Nullable JsonNode object) {
        var values = new LinkedHashMap<String, Object>();
        if (object != null) {
            for (var entry : object.properties()) {
                if (!entry.getValue().isNull()) {
                    values.put(entry.getKey(), json.treeToValue(entry.getValue(), Object.class));
                }
            }
        }
        return values;
    }

    static List<NewFile> files(@Nullable JsonNode list) {
        var files = new ArrayList<NewFile>();
        if (list != null) {
            for (var file : list) {
                refuse(file, "pfns", "context");
                var replicaState = text(file, "state");
                files.add(new NewFile(
                        requiredText(file, "scope"),
                        requiredText(file, "name"),
                        number(file, "bytes"),
                        text(file, "adler32"),
                        text(file, "md5"),
                        replicaState == null || replicaState.isEmpty() ? 'A' : replicaState.charAt(0),
                        text(file, "pfn")));
            }
        }
        return files;
    }
}
