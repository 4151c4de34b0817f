package org.strainlake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.strainlake.http.OutboundHttp;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rucio's REST as any client may speak it, to see the answers themselves. */
final class RawRucio {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int ANSWER_BYTES = 1 << 20;

    /** So much of a message fits into its header. */
    private static final int LONGEST_MESSAGE = 128;

    private final LakeAccess access;
    private final OutboundHttp http;
    private final @Nullable String token;

    private RawRucio(LakeAccess access, OutboundHttp http, @Nullable String token) {
        this.access = access;
        this.http = http;
        this.token = token;
    }

    /** As a client of the issuer. */
    static RawRucio as(EnteredLake lake, String client) throws IOException {
        var access = lake.access();
        return new RawRucio(
                access, lake.http(), access.tokens(lake.http(), client).token(access.audience(), access.tokenScope()));
    }

    /** With that token, or none. */
    static RawRucio with(EnteredLake lake, @Nullable String token) {
        return new RawRucio(lake.access(), lake.http(), token);
    }

    Told get(String path) throws IOException {
        return call("GET", path, null);
    }

    Told post(String path, Object body) throws IOException {
        return call("POST", path, body);
    }

    Told put(String path, Object body) throws IOException {
        return call("PUT", path, body);
    }

    /** A call; the body is sent as JSON, text as it is. */
    Told call(String method, String path, @Nullable Object body) throws IOException {
        var request = HttpRequest.newBuilder(
                        URI.create(access.rucio().toString().replaceAll("/$", "") + path))
                .timeout(TIMEOUT);
        if (token != null) {
            request.header("X-Rucio-Auth-Token", token);
        }
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            String text =
                    body instanceof String given ? given : JsonMapper.shared().writeValueAsString(body);
            request.header("Content-Type", "application/json").method(method, BodyPublishers.ofString(text));
        }
        try (var answer = http.send(request.build(), TIMEOUT)) {
            return new Told(
                    answer.status(),
                    answer.header("Content-Type").orElse(""),
                    answer.header("ExceptionClass").orElse(""),
                    answer.header("ExceptionMessage").orElse(""),
                    answer.header("Location").orElse(""),
                    answer.text(ANSWER_BYTES));
        }
    }

    /**
     * An answer.
     *
     * @param exceptionClass header that names an error; empty if there is none
     * @param message header that explains it, cut short
     */
    record Told(int status, String type, String exceptionClass, String message, String location, String text) {
        JsonNode json() {
            return JsonMapper.shared().readTree(text);
        }

        List<JsonNode> lines() {
            return text.lines().map(JsonMapper.shared()::readTree).toList();
        }

        /** It did what was asked, and says so in a word. */
        void isCreated() {
            assertThat(this).extracting(Told::status, Told::text).containsExactly(201, "Created");
            assertThat(type).startsWith("text/html");
        }

        /**
         * It is an error of that class, told in two headers, and in full in a body of JSON that is labelled as bytes.
         *
         * @return its message in full
         */
        String isRefusal(int expectedStatus, String expectedClass) {
            assertThat(this)
                    .extracting(Told::status, Told::exceptionClass, Told::type)
                    .containsExactly(expectedStatus, expectedClass, "application/octet-stream");
            assertThat(json().propertyNames()).containsExactlyInAnyOrder("ExceptionClass", "ExceptionMessage");
            assertThat(json().path("ExceptionClass").asString()).isEqualTo(expectedClass);
            String full = json().path("ExceptionMessage").asString();
            String line = full.replace('\n', ' ').strip();
            assertThat(message)
                    .isEqualTo(
                            line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE - 3) + "...");
            return full;
        }
    }

    /** The address of a DID. */
    static String path(DataIdentifier did) {
        return "/dids/" + did.scope() + "/" + did.name();
    }

    /** A DID as JSON names it. */
    static Map<String, Object> json(DataIdentifier did) {
        return Map.of("scope", did.scope(), "name", did.name());
    }

    /** A file as JSON describes it. */
    static Map<String, Object> json(FileEntry file) {
        return Map.of(
                "scope", file.did().scope(),
                "name", file.did().name(),
                "bytes", file.bytes(),
                "adler32", file.adler32().hex(),
                "type", "FILE");
    }
}
