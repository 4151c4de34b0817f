package org.strainlake.emulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the emulator as a foreign client would. */
final class Caller {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final LakeEmulator lake;
    private final String token;

    private Caller(LakeEmulator lake, String token) {
        this.lake = lake;
        this.token = token;
    }

    /** Speaks to Rucio with a token of that subject. */
    static Caller as(LakeEmulator lake, String subject) {
        return new Caller(lake, lake.token(subject, "rucio", "openid profile"));
    }

    /** Speaks to Rucio with that token. */
    static Caller with(LakeEmulator lake, String token) {
        return new Caller(lake, token);
    }

    Answer get(String path, String... headers) throws IOException, InterruptedException {
        return call("GET", path, null, headers);
    }

    Answer post(String path, String body, String... headers) throws IOException, InterruptedException {
        return call("POST", path, body, headers);
    }

    Answer put(String path, String body) throws IOException, InterruptedException {
        return call("PUT", path, body);
    }

    Answer delete(String path, String body) throws IOException, InterruptedException {
        return call("DELETE", path, body);
    }

    Answer call(String method, String path, String body, String... headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(lake.url().resolve(path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null && !List.of(headers).contains("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        if (!token.isEmpty()) {
            request.header("X-Rucio-Auth-Token", token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return new Answer(CLIENT.send(request.build(), BodyHandlers.ofString()));
    }

    static HttpResponse<byte[]> storage(String method, URI url, byte[] body, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(url)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
    }

    /** What came back. */
    record Answer(HttpResponse<String> response) {
        int status() {
            return response.statusCode();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String exceptionClass() {
            return header("ExceptionClass");
        }

        String text() {
            return response.body();
        }

        JsonNode json() {
            return JSON.readTree(response.body());
        }

        List<JsonNode> lines() {
            return response.body().lines().map(JSON::readTree).toList();
        }
    }
}
