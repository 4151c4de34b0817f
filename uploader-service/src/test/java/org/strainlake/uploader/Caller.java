package org.strainlake.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the service as its users do. */
record Caller(HttpClient http, URI root, @Nullable String token) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    record Answer(int status, String body, HttpResponse<String> response) {
        JsonNode json() {
            return JSON.readTree(body);
        }
    }

    static Caller of(ConfigurableApplicationContext service, @Nullable String token) {
        var port = service.getEnvironment().getRequiredProperty("local.server.port");
        return new Caller(HttpClient.newHttpClient(), URI.create("http://127.0.0.1:" + port), token);
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(root.resolve(path)).GET());
    }

    Answer post(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(root.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
    }

    /** Begins a replay of the stream V1-hoft at 20 chunks a second; its path. */
    String replay(Path source, long gps, int chunks, String tag) throws IOException, InterruptedException {
        var begun = post(
                "/v1/replays",
                Map.of(
                        "stream",
                        "V1-hoft",
                        "source",
                        source.toString(),
                        "speed",
                        20,
                        "gps",
                        gps,
                        "chunks",
                        chunks,
                        "tag",
                        tag));
        assertThat(begun.status()).as(begun.body()).isEqualTo(201);
        return begun.response().headers().firstValue("Location").orElseThrow();
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body(), response);
    }
}
