package org.strainlake.uploader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.strainlake.embargo.DatasetKey;
import org.strainlake.embargo.Embargo;
import org.strainlake.embargo.EmbargoBook;
import org.strainlake.embargo.KeyEncryptionKeys;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.uploader.journal.DatasetKeys;

/** Embargoes over REST, with tokens of an issuer, a real Kafka that carries them and a real PostgreSQL. */
class EmbargoRestIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String DATASET = "V-V1_HOFT-1167559200-3600";
    private static final String DATASETS = "/v1/embargoes/datasets/virgo/";
    private static final String WISH = "{\"readers\": [\"/ligo\"]}";

    private static Surroundings surroundings;
    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void start() throws Exception {
        surroundings = Surroundings.get();
        var settings = new HashMap<>(surroundings.createDatabaseOfTwoRoles("embargo"));
        var kek = surroundings.directory.resolve("embargo-kek.json");
        KeyEncryptionKeys.generate(kek);
        settings.put("strainlake.sealing.kek-file", kek.toString());
        settings.put("strainlake.release.interval", "100ms");
        service = surroundings.start("embargo", settings);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void dataAccessSetsAnEmbargoAndOnlyItsReadersSeeIt() throws Exception {
        var path = DATASETS + "seen";

        assertThat(put(path, "/virgo", WISH, null).statusCode()).isEqualTo(403);
        assertThat(put(path, "/virgo/data-manager", WISH, null).statusCode()).isEqualTo(403);
        var made = put(path, "/virgo/data-access", WISH, null);

        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.headers().firstValue("ETag")).contains("\"1\"");
        assertThat(get(path, "/ligo").statusCode()).isEqualTo(200);
        assertThat(get(path, "/virgo/data-access").body()).contains("\"readers\":[\"/ligo\"]");
        assertThat(get(path, "/kagra").statusCode()).isEqualTo(403);
        assertThat(get(DATASETS + "never-made", "/kagra").statusCode()).isEqualTo(403);
        assertThat(get(path, null).statusCode()).isEqualTo(401);
        assertThat(get(path, "/virgo").statusCode())
                .as("a member it does not concern")
                .isEqualTo(404);
        assertThat(get("/v1/embargoes", "/ligo").body()).contains("datasets/virgo:seen");
        assertThat(get("/v1/embargoes", "/virgo").body()).doesNotContain("datasets/virgo:seen");
    }

    @Test
    void aChangeNamesTheVersionThatItChanges() throws Exception {
        var path = DATASETS + "versions";
        var role = "/virgo/data-access";
        assertThat(send("PUT", path, role, WISH, Map.of()).statusCode()).isEqualTo(428);
        assertThat(put(path, role, WISH, null).statusCode()).isEqualTo(201);

        assertThat(put(path, role, WISH, null).statusCode()).isEqualTo(412);
        assertThat(put(path, role, WISH, "\"7\"").statusCode()).isEqualTo(412);
        assertThat(put(path, role, WISH, "\"odd\"").statusCode()).isEqualTo(412);
        assertThat(put(path, role, "{\"readers\": [\"/ligo\"], \"held\": true}", "\"1\"")
                        .statusCode())
                .isEqualTo(200);

        assertThat(get(path + "/versions", role).body())
                .contains("\"version\":1", "\"version\":2", "\"held\":true", "\"changedBy\"");
    }

    @Test
    void aVersionThatWasMadeCannotBeChangedByTheService() throws Exception {
        assertThat(put(DATASETS + "kept", "/virgo/data-access", WISH, null).statusCode())
                .isEqualTo(201);
        var jdbc = service.getBean(JdbcTemplate.class);

        for (var change : List.of(
                "UPDATE embargo_version SET changed_by = 'nobody'",
                "DELETE FROM embargo_version",
                "TRUNCATE embargo_version")) {
            assertThatThrownBy(() -> jdbc.execute(change))
                    .as(change)
                    .rootCause()
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void operatorsSeeWhatAnOpaqueNameStandsFor() throws Exception {
        var path = DATASETS + "opaque";
        assertThat(put(path, "/virgo/data-access", WISH, null).statusCode()).isEqualTo(201);

        var seen = get(path, "/virgo/ops");
        assertThat(seen.body()).containsPattern("\"opaque\":\"closed-[0-9a-f]{8}\"");
        assertThat(put(path, "/virgo/data-access", WISH, "\"1\"").statusCode()).isEqualTo(200);
        assertThat(opaque(get(path, "/virgo/ops").body())).isEqualTo(opaque(seen.body()));
        assertThat(put(path, "/virgo/ops", WISH, "\"2\"").statusCode()).isEqualTo(403);
    }

    private static String opaque(String body) {
        return body.replaceFirst(".*\"opaque\":\"([^\"]*)\".*", "$1");
    }

    @Test
    void whatCannotBeAnEmbargoIsAProblem() throws Exception {
        var role = "/virgo/data-access";

        assertThat(put(DATASETS + "odd", role, "{\"readers\": []}", null).statusCode())
                .isEqualTo(400);
        assertThat(put(DATASETS + "odd", role, "{\"readers\": [\"virgo\"]}", null)
                        .body())
                .contains("/problems/unusable-embargo", "\"member\":\"readers\"");
        assertThat(put(
                                DATASETS + "odd",
                                role,
                                "{\"readers\": [\"/virgo\"], \"release\": \"2001-01-01T00:00:00Z\"}",
                                null)
                        .body())
                .contains("/problems/unusable-embargo", "\"member\":\"release\"");
        assertThat(put(
                                DATASETS + "odd",
                                role,
                                "{\"readers\": [\"/virgo\"], \"early\": [{\"gpsStart\": 5, \"gpsEnd\": 5}]}",
                                null)
                        .statusCode())
                .isEqualTo(400);
        assertThat(put("/v1/embargoes/datasets/ligo/x", role, WISH, null).statusCode())
                .isEqualTo(403);
        assertThat(put("/v1/embargoes/streams/none", role, WISH, null).statusCode())
                .isEqualTo(404);
    }

    @Test
    void aReleasedKeyIsForEverybodyAndBeforeOnlyForReaders() throws Exception {
        var did = new DataIdentifier("virgo", DATASET);
        service.getBean(DatasetKeys.class).of("V1-hoft", did);
        var key = "/v1/keys/virgo/" + DATASET;
        var wish = "{\"readers\": [\"/ligo\"], \"release\": \"" + Instant.now().plusSeconds(4) + "\"}";
        assertThat(put(DATASETS + DATASET, "/virgo/data-access", wish, null).statusCode())
                .isEqualTo(201);
        var book = service.getBean(EmbargoBook.class);
        await().atMost(LONG)
                .until(() ->
                        book.all().stream().anyMatch(embargo -> embargo.id().endsWith(DATASET)));

        assertThat(get(key, null).statusCode()).isEqualTo(401);
        assertThat(get(key, "/virgo").statusCode()).isEqualTo(403);
        assertThat(get("/v1/keys/virgo/never-made", null).statusCode()).isEqualTo(401);
        var before = get(key, "/ligo");
        assertThat(before.statusCode()).isEqualTo(200);
        await().atMost(LONG).until(() -> book.covering(did).stream().allMatch(Embargo::isReleased));

        var after = get(key, null);
        assertThat(after.statusCode()).isEqualTo(200);
        assertThat(after.body()).isEqualTo(before.body());
        assertThat(after.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(DatasetKey.released(did, after.body()).keysetId())
                .isEqualTo(service.getBean(DatasetKeys.class)
                        .known(did)
                        .orElseThrow()
                        .wrapped()
                        .keysetId());
        assertThat(put(DATASETS + DATASET, "/virgo/data-access", WISH, "\"2\"").statusCode())
                .isEqualTo(409);
    }

    @Test
    void theTrailSaysWhoChangedAnEmbargoAndWhoGotAKey() throws Exception {
        var did = new DataIdentifier("virgo", "audited");
        service.getBean(DatasetKeys.class).of("V1-hoft", did);
        assertThat(put(DATASETS + "audited", "/virgo/data-access", WISH, null).statusCode())
                .isEqualTo(201);
        var book = service.getBean(EmbargoBook.class);
        await().atMost(LONG)
                .until(() ->
                        book.all().stream().anyMatch(embargo -> embargo.id().endsWith("audited")));
        assertThat(get("/v1/keys/virgo/audited", "/ligo").statusCode()).isEqualTo(200);

        var trail = get("/v1/audit", "/virgo/data-access").body();

        assertThat(trail.lines().filter(line -> line.contains("virgo:audited")))
                .anyMatch(line -> line.contains("EMBARGO_CHANGED") && line.contains("member"))
                .anyMatch(line -> line.contains("KEY_DISCLOSED") && line.contains("member"));
        assertThat(trail).doesNotContain("eyJ");
        assertThat(get("/v1/audit", "/virgo").statusCode()).isEqualTo(403);
    }

    @Test
    void anotherStartTellsAllEmbargoesAgainAndKnowsThem() throws Exception {
        var path = DATASETS + "again";
        assertThat(put(path, "/virgo/data-access", WISH, null).statusCode()).isEqualTo(201);
        var book = service.getBean(EmbargoBook.class);

        await().atMost(LONG)
                .until(() ->
                        book.all().stream().anyMatch(embargo -> embargo.id().endsWith("again")));
        assertThat(book.isKnown()).isTrue();
        assertThat(surroundings.all("strainlake.embargoes")).isNotEmpty();
    }

    private static HttpResponse<String> get(String path, @Nullable String group) throws Exception {
        return send("GET", path, group, null, Map.of());
    }

    private static HttpResponse<String> put(String path, String group, String body, @Nullable String ifMatch)
            throws Exception {
        return send(
                "PUT", path, group, body, ifMatch == null ? Map.of("If-None-Match", "*") : Map.of("If-Match", ifMatch));
    }

    private static HttpResponse<String> send(
            String method, String path, @Nullable String group, @Nullable String body, Map<String, String> headers)
            throws Exception {
        var port = service.getEnvironment().getRequiredProperty("local.server.port");
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (group != null) {
            request.header("Authorization", "Bearer " + surroundings.token("member", group));
        }
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
