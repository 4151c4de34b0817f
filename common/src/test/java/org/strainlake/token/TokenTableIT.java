package org.strainlake.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.strainlake.protectedapp.ProtectedApplication;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The table of tokens, paths and answers on a real port: the scope virgo is proprietary, the scope public is public. */
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
class TokenTableIT {
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
                "none                         | /files/public/f          | 200",
                "none                         | /files/virgo/f           | 401",
                "none                         | /files/virgo/O4/none     | 401",
                "none                         | /files/nowhere/f         | 401",
                "scope:openid                 | /files/public/f          | 200",
                "scope:openid                 | /files/virgo/f           | 403",
                "scope:openid                 | /files/virgo/O4/none     | 403",
                "scope:openid                 | /files/nowhere/f         | 403",
                "expired                      | /files/public/f          | 401",
                "exp-50                       | /files/public/f          | 200",
                "exp-70                       | /files/public/f          | 401",
                "nbf+50                       | /files/public/f          | 200",
                "nbf+70                       | /files/public/f          | 401",
                "scope:storage.read:/O4       | /files/virgo/O4/f        | 200",
                "scope:storage.read:/O4       | /files/virgo/O4-other/f  | 403",
                "scope:storage.read:/O4       | /files/virgo/o4/f        | 403",
                "scope:storage.read:/a.b      | /files/virgo/aXb/f       | 403",
                "scope:storage.read:/O4       | /files/virgo/O4/../x     | 400",
                "scope:storage.read:/O4       | /files/virgo/O4/%2e%2e/x | 400",
                "scope:storage.read:/O4       | /files/virgo/%252e/x     | 400",
                "scope:storage.read:/O4       | /files/virgo//O4/x       | 400",
                "scope:storage.read:/O4       | /files/virgo/..;/x       | 400",
                "none                         | /files/virgo/O4/../x     | 400",
                "scope:storage.read:/O4       | /files/virgo/%4f4/f      | 200",
                "scope:storage.read:/O3/../O4 | /files/public/f          | 401",
                "scope:storage.read           | /files/public/f          | 401",
                "scope:storage.read:O4        | /files/public/f          | 401",
                "array-scope                  | /files/public/f          | 401",
                "scope:storage.modify:/       | /files/virgo/O4/f        | 403",
                "scope:storage.stage:/        | /files/virgo/O4/f        | 403",
                "alg-none                     | /files/public/f          | 401",
                "hs256                        | /files/public/f          | 401",
                "foreign-iss                  | /files/public/f          | 401",
                "foreign-aud                  | /files/public/f          | 401",
                "no-aud                       | /files/public/f          | 401",
                "no-exp                       | /files/public/f          | 401",
                "no-ver                       | /files/public/f          | 401",
                "ver-1.1                      | /files/public/f          | 401",
                "unknown-kid                  | /files/public/f          | 401",
                "groups:/virgo                | /files/virgo/O4/f        | 200",
                "groups:/virgo/Role=x         | /files/virgo/O4/f        | 403",
                "groups:/virgo-other          | /files/virgo/O4/f        | 403",
                "groups+read:/x               | /files/virgo/O4/f        | 403"
            })
    void aReadIsAnswered(String token, String path, int want) throws IOException {
        var answer = RawHttp.get(port, path, token(token));

        assertThat(answer.status()).isEqualTo(want);
        if (want != 200) {
            assertProblem(answer, want);
        }
        if (want == 401) {
            assertThat(answer.header("www-authenticate"))
                    .startsWith("none".equals(token) ? "Bearer" : "Bearer error=\"invalid_token\"");
        }
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
    @ValueSource(strings = {"/a%2fb", "/a%5cb", "/a%00b", "/a%25b", "/a\\b", "/a;v=1", "/a/./b", "/a%0d%0ab", "/%zz"})
    void anAmbiguousPathIsAProblemAndNeverAnotherStatus(String path) throws IOException {
        var answer = RawHttp.get(port, "/files/virgo" + path, null);

        assertThat(answer.status()).isEqualTo(400);
        assertProblem(answer, 400);
    }

    @Test
    void aNameAnswersTheSameWhetherItExistsOrNot() throws IOException {
        var there = RawHttp.get(port, "/files/virgo/O4/f", token("scope:openid"));
        var nowhere = RawHttp.get(port, "/files/nowhere/f", token("scope:openid"));

        assertThat(nowhere.body()).isEqualTo(there.body());
        assertThat(there.header("www-authenticate")).isEqualTo("Bearer error=\"insufficient_scope\"");
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

    @Test
    void aRefusedTokenIsNotRepeatedInTheAnswer() throws IOException {
        var token = token("expired");

        var answer = RawHttp.get(port, "/closed", token);

        assertThat(answer.body() + answer.headers()).doesNotContain(token).doesNotContain("com.nimbusds");
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

    private static @Nullable String token(String row) {
        var now = ProtectedApplication.START;
        if (row.startsWith("scope:")) {
            return ISSUER.token(now, claims -> claims.claim("scope", row.substring("scope:".length())));
        }
        if (row.startsWith("groups:")) {
            return ISSUER.token(now, claims -> claims.claim("wlcg.groups", List.of(row.substring("groups:".length()))));
        }
        return switch (row) {
            case "none" -> null;
            case "alg-none" -> TestIssuer.unsigned(TestIssuer.claims(now).build());
            case "hs256" -> ISSUER.signedWithThePublicKey(TestIssuer.claims(now).build());
            case "unknown-kid" ->
                TestIssuer.signed(
                        TestIssuer.newKey("rsa9"), null, TestIssuer.claims(now).build());
            default -> ISSUER.token(now, claims -> change(row, claims));
        };
    }

    private static void change(String row, JWTClaimsSet.Builder claims) {
        var now = ProtectedApplication.START;
        switch (row) {
            case "expired" -> claims.expirationTime(Date.from(now.minusSeconds(1800)));
            case "exp-50" -> claims.expirationTime(Date.from(now.minusSeconds(50)));
            case "exp-70" -> claims.expirationTime(Date.from(now.minusSeconds(70)));
            case "nbf+50" -> claims.notBeforeTime(Date.from(now.plusSeconds(50)));
            case "nbf+70" -> claims.notBeforeTime(Date.from(now.plusSeconds(70)));
            case "array-scope" -> claims.claim("scope", List.of("storage.read:/"));
            case "foreign-iss" -> claims.issuer("https://other.example/");
            case "foreign-aud" -> claims.audience("https://other.example");
            case "no-aud" -> claims.audience((String) null);
            case "no-exp" -> claims.expirationTime(null);
            case "no-ver" -> claims.claim("wlcg.ver", null);
            case "ver-1.1" -> claims.claim("wlcg.ver", "1.1");
            case "groups+read:/x" ->
                claims.claim("wlcg.groups", List.of("/virgo")).claim("scope", "storage.read:/x");
            default -> throw new IllegalArgumentException("no such row: " + row);
        }
    }
}
