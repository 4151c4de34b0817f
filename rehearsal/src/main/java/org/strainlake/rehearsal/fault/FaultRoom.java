package org.strainlake.rehearsal.fault;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The stand-in lake's room for faults, as whoever has its key uses it. */
final class FaultRoom {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http;
    private final URI address;
    private final String key;

    /**
     * A room.
     *
     * @param address of its rules, without a slash at the end
     */
    FaultRoom(HttpClient http, URI address, String key) {
        this.http = http;
        this.address = address;
        this.key = key;
    }

    /**
     * One time that a rule struck.
     *
     * @param did the file; null where the request was for none
     */
    record Strike(Instant at, @Nullable String did) {}

    void add(String id, Map<String, Object> rule) throws IOException, InterruptedException {
        call("PUT", "/" + id, JSON.writeValueAsString(rule));
    }

    void remove(String id) throws IOException, InterruptedException {
        call("DELETE", "/" + id, null);
    }

    /** When each rule struck, by id. */
    Map<String, List<Strike>> strikes() throws IOException, InterruptedException {
        var strikes = new LinkedHashMap<String, List<Strike>>();
        for (var rule : call("GET", "", null).path("faults")) {
            var struck = new ArrayList<Strike>();
            for (var strike : rule.path("struck")) {
                var did = strike.path("did");
                struck.add(new Strike(
                        Instant.parse(strike.path("at").asString()), did.isString() ? did.asString() : null));
            }
            strikes.put(rule.path("id").asString(), struck);
        }
        return strikes;
    }

    private JsonNode call(String method, String path, @Nullable String body) throws IOException, InterruptedException {
        var response = http.send(
                HttpRequest.newBuilder(URI.create(address + path))
                        .timeout(TIMEOUT)
                        .header("Authorization", "Bearer " + key)
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IOException("the lake's room for faults answered " + response.statusCode() + " to " + method
                    + path + ": " + response.body());
        }
        return response.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(response.body());
    }
}
