package org.strainlake.downloader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.emulator.EmulatorSettings;
import org.strainlake.emulator.LakeEmulator;
import org.strainlake.lake.Content;
import org.strainlake.lake.DataLake;
import org.strainlake.lake.StoreResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http = HttpClient.newHttpClient();
    private final LakeEmulator lake;
    private final Path directory;
    private final Site site;
    private final ConfigurableApplicationContext service;
    private final String manager;

    RestIT(@TempDir Path directory) throws Exception {
        this.directory = directory;
        site = Site.withoutLog(directory);
        lake = LakeEmulator.start(EmulatorSettings.inDirectory(directory.resolve("lake")));
        service = site.service(
                null,
                "--strainlake.token.resource.issuers[0].issuer=" + lake.issuer(),
                "--strainlake.token.resource.issuers[0].jwks-uri=" + lake.jwksUri(),
                "--strainlake.token.client.token-endpoint=" + lake.tokenEndpoint(),
                "--strainlake.token.client.client-id=downloader",
                "--strainlake.token.client.client-secret-file="
                        + Files.writeString(directory.resolve("secret"), "downloader-secret"),
                "--strainlake.lake.rucio.url=" + lake.url());
        manager = member("/virgo", "/virgo/data-manager");
        site.makeLog(); // the service was there before it
        put(2000);
        site.publish(Chunks.stored(2000, url(2000)));
        await().atMost(LONG)
                .until(() -> get("/v1/chunks/virgo/" + Chunks.did(2000).name(), manager)
                                .statusCode()
                        == 200);
    }

    @AfterAll
    void stop() throws IOException {
        service.close();
        site.close();
        lake.close();
    }

    @Test
    void whoHasNoTokenOrNoRightGetsTheSameAnswerWhetherAChunkIsThereOrNot() throws Exception {
        var there = "/v1/chunks/virgo/" + Chunks.did(2000).name();
        var notThere = "/v1/chunks/virgo/" + Chunks.did(9999).name();
        var stranger = member("/ligo");

        for (var path : new String[] {there, notThere}) {
            assertProblem(get(path, null), 401, "token-missing");
            assertProblem(get(path, stranger), 403, null);
            assertProblem(get(path, pipeline("storage.read:/ligo")), 403, null);
        }
        assertProblem(get(notThere, manager), 404, "not-found");
        assertThat(get(there, pipeline("storage.read:/virgo")).statusCode()).isEqualTo(200);
    }

    @Test
    void aDeliveredChunkIsServedWholeAndInPartsWithItsDigests() throws Exception {
        var path = "/v1/chunks/virgo/" + Chunks.did(2000).name();
        var bytes = Chunks.bytes(2000);

        var whole = get(path, manager);
        var part = get(path, manager, "Range", "bytes=100-199");
        var etag = whole.headers().firstValue("ETag").orElseThrow();

        assertThat(whole.body()).isEqualTo(bytes);
        assertThat(whole.headers().firstValue("Digest"))
                .hasValue("adler32=" + Chunks.payload(2000).adler32());
        assertThat(whole.headers().firstValue("Repr-Digest").orElseThrow()).startsWith("sha-256=:");
        assertThat(etag).isEqualTo("\"" + Chunks.payload(2000).sha256() + "\"");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(bytes, 100, 200));
        assertThat(get(path, manager, "If-None-Match", etag).statusCode()).isEqualTo(304);
        assertThat(get(path, manager, "Range", "bytes=0-9", "If-Range", "\"another\"")
                        .body())
                .isEqualTo(bytes);
        assertThat(get(path, manager, "Range", "bytes=999999-").statusCode()).isEqualTo(416);
    }

    @Test
    void aFollowGivenOverRestDeliversFromThenOnUntilItIsTakenBack() throws Exception {
        var sink = directory.resolve("roots/given");
        var body = follow("given", sink);

        assertThat(post(body, member("/virgo")).statusCode()).isEqualTo(403);
        var given = post(body, manager);
        assertThat(given.statusCode()).isEqualTo(201);
        assertThat(given.headers().firstValue("Location")).hasValue("/v1/follows/given");
        put(2001);
        site.publish(Chunks.stored(2001, url(2001)));

        await().atMost(LONG).untilAsserted(() -> {
            var view = json(get("/v1/follows/given", manager));
            assertThat(view.path("delivered").asLong()).isEqualTo(1);
            assertThat(view.path("lastGps").asLong()).isEqualTo(2001);
            assertThat(view.path("sinks").path(0).path("directory").path("path").asString())
                    .isEqualTo(sink.toString());
        });
        assertThat(sink.resolve(Chunks.did(2001).name())).hasBinaryContent(Chunks.bytes(2001));
        assertProblem(post(body, manager), 409, "follow-exists");
        assertThat(delete("/v1/follows/given").statusCode()).isEqualTo(204);
        assertProblem(get("/v1/follows/given", manager), 404, "not-found");
        assertThat(sink.resolve(Chunks.did(2001).name())).exists();
    }

    @Test
    void aChunkThatTheStorageGetsAfterItsEventIsDeliveredAfterIt() throws Exception {
        site.publish(Chunks.stored(2002, url(2002)));
        await().atMost(LONG)
                .until(() -> json(get("/v1/follows/low-latency", manager))
                                .path("pending")
                                .asLong()
                        > 0);

        put(2002);

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(
                                site.delivered().resolve(Chunks.did(2002).name()))
                        .hasBinaryContent(Chunks.bytes(2002)));
    }

    @Test
    void aFollowFromTheOldestSeesWhatTheLogHadBeforeIt() throws Exception {
        var sink = directory.resolve("roots/oldest");
        var body = follow("oldest", sink).replace("\"sinks\"", "\"from\": \"oldest\", \"sinks\"");

        assertThat(post(body, manager).statusCode()).isEqualTo(201);

        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(sink.resolve(Chunks.did(2000).name())).hasBinaryContent(Chunks.bytes(2000)));
    }

    @Test
    void aFollowThatMayNotBeIsRefusedWithItsReason() throws Exception {
        assertProblem(post(follow("elsewhere", directory.resolve("elsewhere")), manager), 422, "directory-not-allowed");
        assertProblem(post(follow("No Name", directory.resolve("roots/x")), manager), 400, "invalid-request");
        assertProblem(post("{\"name\":\"x\",\"experiment\":\"virgo\"}", manager), 400, "invalid-request");
        assertProblem(delete("/v1/follows/low-latency"), 409, "follow-configured");
        assertThat(Files.exists(directory.resolve("elsewhere"))).isFalse();
    }

    @Test
    void followsAreForThoseWithARole() throws Exception {
        assertProblem(get("/v1/follows", null), 401, "token-missing");
        assertThat(get("/v1/follows", member("/ligo")).statusCode()).isEqualTo(403);
        assertThat(get("/v1/follows/nobody", member("/ligo")).statusCode()).isEqualTo(403);
        assertThat(json(get("/v1/follows", member("/virgo"))).findValuesAsString("name"))
                .contains("low-latency");
    }

    @Test
    void theDescriptionOfTheApiIsOpen() throws Exception {
        assertThat(json(get("/v3/api-docs", null)).path("paths").propertyNames())
                .contains("/v1/follows", "/v1/chunks/{scope}/{name}");
    }

    @Test
    void theHealthOfTheSinksStandsApart() throws Exception {
        var health = json(http.send(
                request("/actuator/health", null, "local.management.port").build(),
                HttpResponse.BodyHandlers.ofByteArray()));

        assertThat(health.path("components").path("sinks").path("status").asString())
                .isEqualTo("UP");
        assertThat(health.path("components").path("kafka").path("status").asString())
                .isEqualTo("UP");
        assertThat(health.path("components").path("db").path("status").asString())
                .isEqualTo("UP");
    }

    private String member(String... groups) {
        return lake.token("someone", Site.AUDIENCE, "openid", groups);
    }

    private String pipeline(String scope) {
        return lake.token("pipeline", Site.AUDIENCE, scope);
    }

    private URI url(long gps) {
        return lake.storageUrl("CNAF-DISK").resolve("virgo/" + Chunks.did(gps).name());
    }

    private void put(long gps) {
        var storage = service.getBean(DataLake.class).storage();
        assertThat(storage.put(url(gps), Content.of(Chunks.bytes(gps)), Adler32Checksum.of(Chunks.bytes(gps))))
                .isInstanceOf(StoreResult.Stored.class);
    }

    private static String follow(String name, Path sink) {
        return """
                {"name": "%s", "experiment": "virgo", "datasets": "virgo:V-V1_HOFT*",
                 "sinks": [{"directory": {"path": "%s", "keep": 0}}]}""".formatted(name, sink);
    }

    private static void assertProblem(HttpResponse<byte[]> answer, int status, @Nullable String slug) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        var problem = json(answer);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        if (slug != null) {
            assertThat(problem.path("type").asString()).isEqualTo("/problems/" + slug);
        }
    }

    private HttpResponse<byte[]> get(String path, @Nullable String token, String... headers)
            throws IOException, InterruptedException {
        var request = request(path, token, "local.server.port");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> post(String body, String token) throws IOException, InterruptedException {
        return http.send(
                request("/v1/follows", token, "local.server.port")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> delete(String path) throws IOException, InterruptedException {
        return http.send(
                request(path, manager, "local.server.port").DELETE().build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder request(String path, @Nullable String token, String port) {
        var request = HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + service.getEnvironment().getProperty(port) + path));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private static JsonNode json(HttpResponse<byte[]> answer) {
        return JSON.readTree(answer.body());
    }
}
