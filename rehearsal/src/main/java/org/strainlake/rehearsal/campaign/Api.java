package org.strainlake.rehearsal.campaign;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.strainlake.token.TokenSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One service's REST, called with a token of the rehearsal's own. */
final class Api {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http;
    private final URI root;
    private final String audience;
    private final TokenSource tokens;
    private final Duration patience;

    /**
     * A client.
     *
     * @param audience audience of the service
     */
    Api(HttpClient http, URI root, String audience, TokenSource tokens) {
        this(http, root, audience, tokens, Duration.ZERO);
    }

    /**
     * A client of a service that may be away for a while.
     *
     * @param audience audience of the service
     * @param patience how long what is read is asked for again
     */
    Api(HttpClient http, URI root, String audience, TokenSource tokens, Duration patience) {
        this.patience = patience;
        this.http = http;
        this.root = root;
        this.audience = audience;
        this.tokens = tokens;
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return json(request(path).GET().build());
            } catch (IOException perhapsAway) {
                boolean isFinal = perhapsAway instanceof Refusal refusal && refusal.status() < 500;
                if (isFinal || System.nanoTime() > end) {
                    throw perhapsAway;
                }
            }
            Thread.sleep(BETWEEN_TRIES);
        }
    }

    JsonNode post(String path, @Nullable Object body) throws IOException, InterruptedException {
        var bytes = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
        return json(request(path)
                .header("Content-Type", "application/json")
                .POST(bytes)
                .build());
    }

    /** Streams an answer into a file. */
    void download(String path, Path file) throws IOException, InterruptedException {
        var response = send(
                request(path).header("Accept", "application/x-ndjson").GET().build(),
                HttpResponse.BodyHandlers.ofInputStream());
        try (var body = response.body()) {
            if (response.statusCode() != 200) {
                throw refused(path, response.statusCode(), text(body));
            }
            Files.copy(body, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private HttpRequest.Builder request(String path) throws IOException {
        return HttpRequest.newBuilder(root.resolve(path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + tokens.token(audience, "openid"));
    }

    private JsonNode json(HttpRequest request) throws IOException, InterruptedException {
        var response = send(request, HttpResponse.BodyHandlers.ofByteArray());
        var body = new String(response.body(), StandardCharsets.UTF_8);
        if (response.statusCode() / 100 != 2) {
            throw refused(request.uri().getPath(), response.statusCode(), body);
        }
        try {
            return body.isBlank() ? JSON.createObjectNode() : JSON.readTree(body);
        } catch (JacksonException e) {
            throw new IOException(request.uri().getPath() + " answered something that is no JSON", e);
        }
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        try {
            return http.send(request, handler);
        } catch (IOException e) { // its message may be empty, and never names the address
            throw new IOException(request.method() + " " + request.uri() + " got no answer: " + e, e);
        }
    }

    private static String text(InputStream body) throws IOException {
        return new String(body.readNBytes(4096), StandardCharsets.UTF_8);
    }

    private IOException refused(String path, int status, String body) {
        var detail = body;
        try {
            detail = JSON.readTree(body).path("detail").asString(body);
        } catch (JacksonException e) {
            // no problem detail: show the answer itself
        }
        return new Refusal(status, root + path.substring(1) + " answered " + status + ": " + detail, detail);
    }

    /** A service answered that it will not. */
    static final class Refusal extends IOException {
        @java.io.Serial
        private static final long serialVersionUID = 1;

        private final int status;
        private final String detail;

        Refusal(int status, String message, String detail) {
            super(message);
            this.status = status;
            this.detail = detail;
        }

        int status() {
            return status;
        }

        String detail() {
            return detail;
        }
    }
}
