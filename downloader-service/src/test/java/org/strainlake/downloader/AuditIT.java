package org.strainlake.downloader;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.strainlake.token.TestIssuer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The trail of a service whose tables belong to another role than the one it runs with. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditIT {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final long GPS = 1_167_559_936;

    private final TestIssuer issuer = new TestIssuer();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Site site;
    private final ConfigurableApplicationContext service;

    AuditIT(@TempDir Path directory) throws Exception {
        site = Site.start(directory);
        site.makeLog("ligo");
        var lake = new FakeLake();
        service = start(site, lake, issuer);
        lake.show(Chunks.url(GPS), Chunks.bytes(GPS));
        site.publish(Chunks.stored(GPS));
        await().atMost(LONG).until(() -> get(chunk(), member("/virgo")).statusCode() == 200);
    }

    private static ConfigurableApplicationContext start(Site site, FakeLake lake, TestIssuer issuer)
            throws IOException {
        var roles = site.twoRoles();
        return site.service(
                lake,
                roles[0],
                roles[1],
                roles[2],
                "--strainlake.audit.patience=2s",
                "--strainlake.experiments.virgo.data-access=/virgo/data-access",
                "--strainlake.experiments.ligo.scopes=ligo",
                "--strainlake.experiments.ligo.data-access=/ligo/data-access",
                "--strainlake.token.resource.audiences=" + TestIssuer.AUDIENCE,
                "--strainlake.token.resource.issuers[0].issuer=" + TestIssuer.ISSUER,
                "--strainlake.token.resource.issuers[0].jwks-uri=" + issuer.jwksUri());
    }

    @AfterAll
    void stop() throws IOException {
        service.close();
        site.close();
        issuer.close();
    }

    @Test
    void aReadIsInTheTrailWhenItsBytesArrive() throws Exception {
        var token = issuer.memberTokenOf(Site.now(), "reader", "/virgo");

        var answer = get(chunk(), token);
        long rows = count("what = 'READ' AND subject = 'reader' AND client = 'uploader' AND token_id IS NOT NULL"
                + " AND peer = '127.0.0.1' AND experiment = 'virgo' AND name = '" + Chunks.did(GPS) + "'"
                + " AND gps_start = " + GPS + " AND gps_end = " + (GPS + 1)
                + " AND service = 'downloader-service' AND route = '/v1/chunks/{scope}/{name}'");

        assertThat(answer.body()).isEqualTo(Chunks.bytes(GPS));
        assertThat(rows).isEqualTo(1);
    }

    @Test
    void everyKindOfRefusalIsFoundWithItsCallerAndWithoutItsToken() throws Exception {
        var expired = issuer.memberToken(Site.now().minus(Duration.ofHours(3)), "/virgo");
        var stranger = issuer.memberTokenOf(Site.now(), "stranger", "/ligo");

        assertThat(get(chunk(), null).statusCode()).isEqualTo(401);
        assertThat(get(chunk(), expired).statusCode()).isEqualTo(401);
        assertThat(get(chunk(), stranger).statusCode()).isEqualTo(403);
        assertThat(get("/v1/chunks/virgo/" + stranger, expired).statusCode()).isEqualTo(401);
        assertThat(rawStatus("/v1/chunks/virgo/../x")).isEqualTo(400);

        var about = "what = 'REFUSED' AND peer = '127.0.0.1' AND ";
        awaitRow(about + "status = 401 AND reason = 'no token' AND subject IS NULL AND gps_start = " + GPS);
        awaitRow(about + "status = 401 AND reason <> 'no token' AND subject IS NULL AND gps_start = " + GPS);
        awaitRow(about + "status = 403 AND subject = 'stranger' AND token_id IS NOT NULL AND experiment = 'virgo'"
                + " AND name = '" + Chunks.did(GPS) + "' AND route = '/v1/chunks/{scope}/{name}'");
        awaitRow(about + "status = 400 AND path = '/v1/chunks/virgo/../x'");
        awaitRow(about + "path LIKE '%(token)'");
        assertThat(count("audit::text LIKE '%eyJ%'")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE audit SET reason = 'x'",
                "DELETE FROM audit",
                "TRUNCATE audit",
                "DROP TABLE audit",
                "ALTER TABLE audit ADD COLUMN x text",
                "ALTER TABLE audit DISABLE TRIGGER ALL",
                "CREATE TABLE mine (x text)",
                "DROP SCHEMA downloader CASCADE",
                "DELETE FROM flyway_schema_history",
                "GRANT UPDATE ON audit TO downloader"
            })
    void theRoleThatTheServiceRunsWithCannotChangeItsTrail(String statement) throws Exception {
        long before = count("true");

        try (var connection = site.connect("downloader");
                var change = connection.createStatement()) {
            if (statement.startsWith("GRANT")) {
                change.execute(statement); // PostgreSQL only warns that there was nothing to grant
                assertThatThrownBy(() -> change.execute("UPDATE audit SET reason = 'x'"))
                        .isInstanceOf(SQLException.class);
            } else {
                assertThatThrownBy(() -> change.execute(statement))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("42501"));
            }
        }

        assertThat(count("true")).isGreaterThanOrEqualTo(before);
    }

    @Test
    void aReadWhoseEntryCannotBeWrittenIsAProblemAndSendsNoByte() throws Exception {
        try (var owner = site.connect("downloader_owner");
                var lock = owner.createStatement()) {
            owner.setAutoCommit(false);
            lock.execute("LOCK TABLE audit IN ACCESS EXCLUSIVE MODE");

            var answer = get(chunk(), member("/virgo"));

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(answer.headers().firstValue("ETag")).isEmpty();
            assertThat(JSON.readTree(answer.body()).path("type").asString()).isEqualTo("/problems/audit-unavailable");
            owner.rollback();
        }
        await().atMost(LONG).until(() -> get(chunk(), member("/virgo")).statusCode() == 200);
    }

    @Test
    void dataAccessSeesItsOwnExperimentOnlyAndOnlyWhoHasAllSeesTheRest() throws Exception {
        get("/v1/chunks/virgo/a", null);
        get("/v1/chunks/ligo/a", null);
        get("/v1/nowhere/at-all", null);
        awaitRow("path = '/v1/chunks/ligo/a'");
        awaitRow("path = '/v1/nowhere/at-all'");

        var virgo = lines("/v1/audit", member("/virgo/data-access"));
        var ligo = lines("/v1/audit", member("/ligo/data-access"));
        var both = lines("/v1/audit", member("/virgo/data-access", "/ligo/data-access"));

        assertThat(virgo)
                .isNotEmpty()
                .allSatisfy(
                        line -> assertThat(line.path("experiment").asString()).isEqualTo("virgo"));
        assertThat(ligo)
                .isNotEmpty()
                .allSatisfy(
                        line -> assertThat(line.path("experiment").asString()).isEqualTo("ligo"));
        assertThat(both)
                .anySatisfy(line -> assertThat(line.path("path").asString()).isEqualTo("/v1/nowhere/at-all"));
        assertThat(get("/v1/audit?experiment=virgo", member("/ligo/data-access"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(get("/v1/audit", member("/virgo", "/virgo/data-manager")).statusCode())
                .isEqualTo(403);
        assertThat(get("/v1/audit", null).statusCode()).isEqualTo(401);
        assertThat(count("what = 'TRAIL_READ' AND experiment = 'ligo'")).isPositive();
    }

    @Test
    void anExportOfManyLinesGoesOnWhereItsReaderLeftOff() throws Exception {
        try (var connection = site.connect("downloader");
                var fill = connection.createStatement()) {
            fill.execute("INSERT INTO audit (time, what, service, status, experiment)"
                    + " SELECT '2020-01-01T00:00:00Z', 'READ', 'filler', 200, 'ligo' FROM generate_series(1, 100000)");
        }
        var question = "/v1/audit?experiment=ligo&to=2021-01-01T00:00:00Z&after=";
        var token = member("/ligo/data-access");
        long read = 0;
        long last = 0;

        try (var answer = new BufferedReader(new InputStreamReader(stream(question + 0, token), UTF_8))) {
            while (read < 1500) {
                last = id(last, answer.readLine());
                read++;
            }
        }
        try (var answer = new BufferedReader(new InputStreamReader(stream(question + last, token), UTF_8))) {
            for (var line = answer.readLine(); line != null; line = answer.readLine()) {
                last = id(last, line);
                read++;
            }
        }

        assertThat(read).isEqualTo(100_000);
    }

    @Test
    void healthSaysThatTheTrailCannotBeChanged() throws Exception {
        var port = service.getEnvironment().getRequiredProperty("local.management.port");
        var answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health"))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());

        var audit = JSON.readTree(answer.body()).path("components").path("audit");
        assertThat(audit.path("status").asString()).isEqualTo("UP");
        assertThat(audit.path("details").path("changeableByOwnRole").asBoolean(true))
                .isFalse();
    }

    private static long id(long before, @Nullable String line) {
        long id = JSON.readTree(String.valueOf(line)).path("id").asLong();
        assertThat(id).isGreaterThan(before);
        return id;
    }

    private List<JsonNode> lines(String path, String token) throws Exception {
        return new String(get(path, token).body(), UTF_8)
                .lines()
                .map(JSON::readTree)
                .toList();
    }

    private java.io.InputStream stream(String path, String token) throws Exception {
        var answer = http.send(request(path, token), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/x-ndjson");
        return answer.body();
    }

    private HttpResponse<byte[]> get(String path, @Nullable String token) throws IOException, InterruptedException {
        return http.send(request(path, token), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpRequest request(String path, @Nullable String token) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request.build();
    }

    /** Sends the path as it is. */
    private int rawStatus(String path) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.getOutputStream().write(("GET " + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n").getBytes(UTF_8));
            var first = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
            return Integer.parseInt(String.valueOf(first).substring(9, 12));
        }
    }

    private int port() {
        return Integer.parseInt(service.getEnvironment().getRequiredProperty("local.server.port"));
    }

    private String member(String... groups) {
        return issuer.memberToken(Site.now(), groups);
    }

    private static String chunk() {
        return "/v1/chunks/virgo/" + Chunks.did(GPS).name();
    }

    private void awaitRow(String condition) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(count(condition)).as(condition).isPositive());
    }

    private long count(String condition) throws SQLException {
        try (var connection = site.connect("downloader");
                var query = connection.createStatement();
                var result = query.executeQuery("SELECT count(*) FROM audit WHERE " + condition)) {
            result.next();
            return result.getLong(1);
        }
    }
}
