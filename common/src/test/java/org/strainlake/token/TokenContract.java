package org.strainlake.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * What every service answers to which token on a route of its own. The issuer's scopes begin at {@code /virgo}. Below it
 * lie, proprietary and readable for the group {@code /virgo}, something of the scopes {@code O4}, {@code O4-other}, {@code o4}
 * and {@code aXb}, and nothing of {@code O5}; something of the scope {@code public} is open to all, and {@code nowhere} belongs to no
 * experiment.
 */
public abstract class TokenContract {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Where the service listens. */
    protected abstract int port();

    /** The issuer it trusts, under {@link TestIssuer#ISSUER} and for {@link TestIssuer#AUDIENCE}. */
    protected abstract TestIssuer issuer();

    /** What the service takes for the present. */
    protected abstract Instant now();

    /** Path and query of the route that reads what there is of the scope. */
    protected abstract String route(String scope);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none                         | public   | 200",
                "none                         | O4       | 401",
                "none                         | O5       | 401",
                "none                         | nowhere  | 401",
                "scope:openid                 | public   | 200",
                "scope:openid                 | O4       | 403",
                "scope:openid                 | O5       | 403",
                "scope:openid                 | nowhere  | 403",
                "expired                      | public   | 401",
                "exp-50                       | public   | 200",
                "exp-70                       | public   | 401",
                "nbf+50                       | public   | 200",
                "nbf+70                       | public   | 401",
                "scope:storage.read:/         | O4       | 200",
                "scope:storage.read:/O4       | O4       | 200",
                "scope:storage.read:/O4/      | O4       | 200",
                "scope:storage.read:/O4       | O4-other | 403",
                "scope:storage.read:/O4       | o4       | 403",
                "scope:storage.read:/a.b      | aXb      | 403",
                "scope:storage.read:/O3/../O4 | public   | 401",
                "scope:storage.read           | public   | 401",
                "scope:storage.read:O4        | public   | 401",
                "array-scope                  | public   | 401",
                "scope:storage.create:/       | O4       | 403",
                "scope:storage.modify:/       | O4       | 403",
                "scope:storage.stage:/        | O4       | 403",
                "alg-none                     | public   | 401",
                "hs256                        | public   | 401",
                "foreign-iss                  | public   | 401",
                "iss-without-slash            | public   | 401",
                "foreign-aud                  | public   | 401",
                "any-aud                      | public   | 200",
                "no-aud                       | public   | 401",
                "no-exp                       | public   | 401",
                "no-ver                       | public   | 401",
                "ver-1.1                      | public   | 401",
                "no-sub                       | public   | 401",
                "no-jti                       | public   | 401",
                "unknown-kid                  | public   | 401",
                "malformed                    | public   | 401",
                "huge                         | public   | 4xx",
                "nested                       | public   | 401",
                "groups:/virgo                | O4       | 200",
                "groups:/virgo/Role=x         | O4       | 403",
                "groups:/virgo-other          | O4       | 403",
                "groups+read:/x               | O4       | 403"
            })
    void aReadIsAnswered(String token, String scope, String want) throws IOException {
        var answer = RawHttp.get(port(), route(scope), token(token));

        assertThat(Integer.toString(answer.status())).as(answer.body()).matches(want.replace("xx", ".."));
        if (want.equals("401") || want.equals("403")) {
            assertProblem(answer);
        }
        if (want.equals("401")) {
            assertThat(answer.header("www-authenticate"))
                    .startsWith("none".equals(token) ? "Bearer" : "Bearer error=\"invalid_token\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "scope:openid", "scope:storage.read:/O3"})
    void whoMayNotReadGetsTheSameAnswerWhetherThereIsSomethingOrNot(String row) throws IOException {
        var token = token(row);

        var there = RawHttp.get(port(), route("O4"), token);

        for (var scope : List.of("O5", "nowhere")) {
            var notThere = RawHttp.get(port(), route(scope), token);
            assertThat(notThere.status()).isEqualTo(there.status());
            assertThat(notThere.body().replace(route(scope), ""))
                    .isEqualTo(there.body().replace(route("O4"), ""));
            assertThat(notThere.headers().keySet()).isEqualTo(there.headers().keySet());
            assertThat(notThere.header("www-authenticate")).isEqualTo(there.header("www-authenticate"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../x",
                "/%2e%2e/x",
                "/%2E%2e/x",
                "/./x",
                "/%2e/x",
                "//x",
                "/..;/x",
                ";v=1",
                "/a%2fb",
                "/a%5cb",
                "/a%00b",
                "/%252e/x",
                "/a%25b",
                "/a\\b",
                "/a%0d%0ab",
                "/%zz"
            })
    void anAmbiguousPathIsAProblemWithAnyTokenAndWithNone(String tail) throws IOException {
        var path = route("O4").replaceFirst("\\?.*", "") + tail;

        for (var row : List.of("none", "scope:storage.read:/O4", "groups:/virgo")) {
            var answer = RawHttp.get(port(), path, token(row));
            assertThat(answer.status()).as(row).isEqualTo(400);
            assertProblem(answer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%4f4", "O%34"})
    void aPathIsDecodedOnceBeforeItIsCompared(String encoded) throws IOException {
        var route = route("O4").replaceFirst("O4", encoded);

        assertThat(RawHttp.get(port(), route, token("scope:storage.read:/O4")).status())
                .isEqualTo(200);
        assertThat(RawHttp.get(port(), route, token("scope:storage.read:/O3")).status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"expired", "foreign-iss", "malformed", "scope:openid"})
    void aTokenIsNotRepeatedInAnAnswer(String row) throws IOException {
        var token = String.valueOf(token(row));

        var answer = RawHttp.get(port(), route("O4"), token);

        assertThat(answer.body() + answer.headers()).doesNotContain(token);
    }

    static void assertProblem(RawHttp.Answer answer) {
        assertThat(answer.header("content-type")).startsWith("application/problem+json");
        var problem = JSON.readTree(answer.body());
        assertThat(problem.path("status").asInt()).isEqualTo(answer.status());
        assertThat(problem.path("type").asString()).startsWith("/problems/");
        assertThat(problem.path("title").asString()).isNotEmpty();
    }

    /** The token of a row; null for none. */
    final @Nullable String token(String row) {
        if (row.startsWith("scope:")) {
            return issuer().token(now(), claims -> claims.claim("scope", row.substring("scope:".length())));
        }
        if (row.startsWith("groups:")) {
            return issuer().token(
                            now(), claims -> claims.claim("wlcg.groups", List.of(row.substring("groups:".length()))));
        }
        return switch (row) {
            case "none" -> null;
            case "malformed" -> "ey.not.a-token";
            case "huge" -> "a".repeat(100_000);
            case "nested" -> {
                var inner = issuer().token(now(), claims -> {});
                yield inner.substring(0, inner.indexOf('.')) + "." + inner + ".x";
            }
            case "alg-none" -> TestIssuer.unsigned(TestIssuer.claims(now()).build());
            case "hs256" ->
                issuer().signedWithThePublicKey(TestIssuer.claims(now()).build());
            case "unknown-kid" ->
                TestIssuer.signed(
                        TestIssuer.newKey("rsa9"),
                        null,
                        TestIssuer.claims(now()).build());
            default -> issuer().token(now(), claims -> change(row, claims));
        };
    }

    private void change(String row, JWTClaimsSet.Builder claims) {
        switch (row) {
            case "expired" -> claims.expirationTime(Date.from(now().minusSeconds(1800)));
            case "exp-50" -> claims.expirationTime(Date.from(now().minusSeconds(50)));
            case "exp-70" -> claims.expirationTime(Date.from(now().minusSeconds(70)));
            case "nbf+50" -> claims.notBeforeTime(Date.from(now().plusSeconds(50)));
            case "nbf+70" -> claims.notBeforeTime(Date.from(now().plusSeconds(70)));
            case "array-scope" -> claims.claim("scope", List.of("storage.read:/"));
            case "foreign-iss" -> claims.issuer("https://other.example/");
            case "iss-without-slash" -> claims.issuer(TestIssuer.ISSUER.replaceAll("/$", ""));
            case "foreign-aud" -> claims.audience("https://other.example");
            case "any-aud" -> claims.audience(List.of("https://other.example", "https://wlcg.cern.ch/jwt/v1/any"));
            case "no-aud" -> claims.audience((String) null);
            case "no-exp" -> claims.expirationTime(null);
            case "no-ver" -> claims.claim("wlcg.ver", null);
            case "ver-1.1" -> claims.claim("wlcg.ver", "1.1");
            case "no-sub" -> claims.subject(null);
            case "no-jti" -> claims.jwtID(null);
            case "groups+read:/x" ->
                claims.claim("wlcg.groups", List.of("/virgo")).claim("scope", "storage.read:/x");
            default -> throw new IllegalArgumentException("no such row: " + row);
        }
    }
}
