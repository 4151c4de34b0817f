package org.strainlake.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.strainlake.protectedapp.ProtectedApplication;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What every service has in common, on a real port: the scope virgo is proprietary, the scope public is public. */
@SpringBootTest(
        classes = ProtectedApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "management.server.port=0",
            "strainlake.experiments.virgo.scopes=virgo",
            "strainlake.experiments.virgo.readers=/virgo",
            "strainlake.experiments.open.scopes=public",
            "strainlake.experiments.open.public-datasets=public:*",
            "strainlake.token.resource.audiences=" + TestIssuer.AUDIENCE
        })
class TokenTableIT extends TokenContract {
    private static final TestIssuer ISSUER = new TestIssuer();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @LocalServerPort
    private int port;

    @LocalManagementPort
    private int managementPort;

    @DynamicPropertySource
    static void issuer(DynamicPropertyRegistry registry) {
        registry.add("strainlake.token.resource.issuers[0].issuer", () -> TestIssuer.ISSUER);
        registry.add("strainlake.token.resource.issuers[0].jwks-uri", ISSUER::jwksUri);
        registry.add("strainlake.token.resource.issuers[0].base-path", () -> "/virgo");
    }

    @AfterAll
    static void stop() {
        ISSUER.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "scope:storage.create:/ | /files/virgo/O4/new | 201",
                "scope:storage.modify:/ | /files/virgo/O4/new | 201",
                "scope:storage.read:/   | /files/virgo/O4/new | 403",
                "groups:/virgo          | /files/virgo/O4/new | 403",
                "none                   | /files/virgo/O4/new | 401",
                "none                   | /files/public/new   | 401"
            })
    void aWriteIsAnswered(String token, String path, int want) throws IOException {
        assertThat(RawHttp.send(port, "PUT", path, token(token), Map.of(), "").status())
                .isEqualTo(want);
    }

    @ParameterizedTest
    @CsvSource({"/closed, 401", "/nowhere, 401", "/actuator/health, 401", "/error, 401", "/v3/api-docs, 404"})
    void withoutATokenOnlyPublicRoutesAndTheDescriptionAreReached(String path, int want) throws IOException {
        var answer = RawHttp.get(port, path, null);

        assertThat(answer.status()).isEqualTo(want);
        assertProblem(answer, want);
    }

    @Test
    void theManagementPortNeedsNoToken() throws IOException {
        assertThat(RawHttp.get(managementPort, "/actuator/health", null).status())
                .isEqualTo(200);
    }

    @Override
    protected int port() {
        return port;
    }

    @Override
    protected TestIssuer issuer() {
        return ISSUER;
    }

    @Override
    protected Instant now() {
        return ProtectedApplication.START;
    }

    @Override
    protected String route(String scope) {
        return switch (scope) {
            case "public", "nowhere" -> "/files/" + scope + "/f";
            default -> "/files/virgo/" + scope + "/f";
        };
    }

    @Test
    void whatGoesWrongInAHandlerIsAProblemOfItsOwnType() throws IOException {
        var token = token("scope:openid");

        assertProblem(RawHttp.get(port, "/nowhere", token), 404, "/problems/not-found");
        assertProblem(RawHttp.send(port, "POST", "/closed", token, Map.of(), ""), 405, "/problems/method-not-allowed");
        assertProblem(
                RawHttp.send(port, "GET", "/closed", token, Map.of("Accept", "text/event-stream"), ""),
                406,
                "/problems/not-acceptable");
        assertProblem(
                RawHttp.send(port, "POST", "/orders", token, Map.of("Content-Type", "text/csv"), "a,b"),
                415,
                "/problems/unsupported-media-type");
        assertProblem(RawHttp.get(port, "/limited?limit=many", token), 400, "/problems/invalid-request");
        assertProblem(RawHttp.get(port, "/limited", token), 400, "/problems/invalid-request");
        assertProblem(post("/orders", "{\"stream\":", token), 400, "/problems/invalid-request");
    }

    @Test
    void aValidationErrorNamesTheMembers() throws IOException {
        var token = token("scope:openid");

        var body = assertProblem(
                post("/orders", "{\"stream\":\"\",\"chunks\":11}", token), 400, "/problems/invalid-request");
        var parameter = assertProblem(RawHttp.get(port, "/limited?limit=11", token), 400, "/problems/invalid-request");

        assertThat(body.path("errors").findValuesAsString("member")).containsExactlyInAnyOrder("stream", "chunks");
        assertThat(parameter.path("errors").findValuesAsString("member")).containsExactly("limit");
    }

    @Test
    void anUnforeseenErrorTellsNothingOfTheInside() throws IOException {
        var answer = RawHttp.get(port, "/broken", token("scope:openid"));

        assertProblem(answer, 500, "/problems/internal-error");
        assertThat(answer.body()).doesNotContain("Secret", "root", "strainlake", "Exception", "trace");
    }

    private RawHttp.Answer post(String path, String json, @Nullable String token) throws IOException {
        return RawHttp.send(port, "POST", path, token, Map.of("Content-Type", "application/json"), json);
    }

    private static void assertProblem(RawHttp.Answer answer, int status) {
        assertThat(answer.header("content-type")).startsWith("application/problem+json");
        var problem = JSON.readTree(answer.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("type").asString()).startsWith("/problems/");
        assertThat(problem.path("title").asString()).isNotEmpty();
    }

    private static JsonNode assertProblem(RawHttp.Answer answer, int status, String type) {
        assertThat(answer.status()).isEqualTo(status);
        assertProblem(answer, status);
        var problem = JSON.readTree(answer.body());
        assertThat(problem.path("type").asString()).isEqualTo(type);
        return problem;
    }
}
