package org.strainlake.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.strainlake.emulator.TokenCalls.claims;
import static org.strainlake.emulator.TokenCalls.form;
import static org.strainlake.emulator.TokenCalls.with;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.security.oauth2.client.endpoint.RestClientTokenExchangeTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.TokenExchangeGrantRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/** A service exchanges a user's token for one of its own that still speaks of the user. */
class TokenExchangeIT {
    private static final UUID ADA = UUID.fromString("6b1d1e0e-9b7c-4f0a-8a55-0d1c5b1c7a11");
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    private static final String BACK = "http://127.0.0.1:1/back";

    @TempDir
    static Path directory;

    private static LakeEmulator lake;
    private static TokenCalls calls;

    @BeforeAll
    static void start() throws Exception {
        lake = LakeEmulator.start(EmulatorSettings.inDirectory(directory)
                .client("portal", "openid,wlcg.groups,storage.read:/", "")
                .grantTypes("portal", "authorization_code")
                .redirectUri("portal", BACK)
                .client("feed", "storage.read:/,storage.create:/,wlcg.groups,offline_access", "")
                .grantTypes("feed", "client_credentials,token_exchange,refresh_token")
                .client("fetch", "storage.read:/,offline_access", "")
                .grantTypes("fetch", "token_exchange")
                .client("plain", "storage.read:/", "")
                .user("ada", ADA, "/virgo,/virgo/ops", "/virgo/embargo")
                .exchange("portal", "feed", "storage.read:/O4,storage.modify:/,wlcg.groups,offline_access")
                .exchange("*", "fetch", "storage.read:/,offline_access"));
        calls = new TokenCalls(lake);
    }

    @AfterAll
    static void stop() {
        lake.close();
    }

    /** A user's token as a login at the portal gives it, but for the claims that are changed. */
    private static String userToken(Object... changes) {
        var now = InstantSource.system().instant();
        var claims = new HashMap<String, Object>();
        claims.put("iss", lake.issuer());
        claims.put("sub", ADA.toString());
        claims.put("client_id", "portal");
        claims.put("aud", "https://portal.example");
        claims.put("wlcg.ver", "1.0");
        claims.put("scope", "openid");
        claims.put("jti", "1");
        claims.put("exp", Date.from(now.plus(Duration.ofHours(1))));
        for (int i = 0; i < changes.length; i += 2) {
            claims.put((String) changes[i], changes[i + 1]);
        }
        claims.values().removeIf(java.util.Objects::isNull);
        return lake.signed(claims);
    }

    private static Map<String, String> exchange(String subjectToken, String... changes) {
        return with(
                form(
                        "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                        "subject_token", subjectToken,
                        "subject_token_type", ACCESS_TOKEN,
                        "scope", "storage.read:/O4 wlcg.groups",
                        "audience", "https://storage.example"),
                changes);
    }

    @Test
    void theNewTokenSpeaksOfTheUserAndNamesTheActor() throws Exception {
        var login = form(
                "response_type", "code",
                "client_id", "portal",
                "redirect_uri", BACK,
                "scope", "openid");
        var user = calls.token(
                        "portal",
                        form(
                                "grant_type",
                                "authorization_code",
                                "code",
                                calls.code(login, "ada"),
                                "redirect_uri",
                                BACK))
                .json()
                .get("access_token")
                .asString();

        var answer = calls.token("feed", exchange(user, "audience", "https://a.example https://b.example"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("issued_token_type").asString()).isEqualTo(ACCESS_TOKEN);
        assertThat(answer.json().get("token_type").asString()).isEqualTo("Bearer");
        assertThat(answer.json().get("scope").asString()).isEqualTo("storage.read:/O4 wlcg.groups");
        assertThat(answer.json().has("refresh_token")).isFalse();
        var claims = claims(answer);
        assertThat(claims.get("sub").asString()).isEqualTo(ADA.toString());
        assertThat(claims.get("client_id").asString()).isEqualTo("feed");
        assertThat(claims.get("act").toString()).isEqualTo("{\"sub\":\"feed\"}");
        assertThat(claims.get("aud").toString()).isEqualTo("[\"https://a.example\",\"https://b.example\"]");
        assertThat(claims.get("wlcg.groups").toString()).isEqualTo("[\"/virgo\",\"/virgo/ops\"]");
        assertThat(claims.get("wlcg.ver").asString()).isEqualTo("1.0");
    }

    /** What is asked for, changed in one place, and what becomes of it. */
    @ParameterizedTest
    @CsvSource({
        "feed, scope, storage.read:/O4/run, 200, ",
        "feed, scope, wlcg.groups:/virgo/embargo, 200, ",
        // registered, but not in the policy
        "feed, scope, storage.read:/, 400, invalid_scope",
        "feed, scope, storage.create:/, 400, invalid_scope",
        "feed, scope, storage.read:/O4-other, 400, invalid_scope",
        "feed, scope, storage.read:/O4/../O3, 400, invalid_scope",
        // in the policy, but not registered
        "feed, scope, storage.modify:/O4, 400, invalid_scope",
        // one of two
        "feed, scope, storage.read:/O4 openid, 400, invalid_scope",
        "feed, scope, , 400, invalid_request",
        "feed, audience, , 400, invalid_request",
        "feed, scope, '', 400, invalid_request",
        "feed, audience, '', 400, invalid_request",
        "feed, subject_token, , 400, invalid_request",
        "feed, subject_token, '', 400, invalid_request",
        "feed, subject_token, not-a-token, 400, invalid_request",
        "feed, subject_token_type, , 400, invalid_request",
        "feed, subject_token_type, urn:ietf:params:oauth:token-type:jwt, 400, invalid_request",
        "feed, subject_token_type, urn:ietf:params:oauth:token-type:id_token, 400, invalid_request",
        "feed, requested_token_type, urn:ietf:params:oauth:token-type:access_token, 200, ",
        "feed, requested_token_type, urn:ietf:params:oauth:token-type:refresh_token, 400, invalid_request",
        // RFC 6749 §3.2: empty is as good as absent
        "feed, requested_token_type, '', 200, ",
        "feed, actor_token, x, 400, invalid_request",
        "feed, actor_token_type, urn:ietf:params:oauth:token-type:access_token, 400, invalid_request",
        "feed, resource, https://storage.example, 400, invalid_target",
        "fetch, scope, storage.read:/, 200, ",
        "plain, scope, storage.read:/O4, 400, unauthorized_client",
        "portal, scope, storage.read:/O4, 400, unauthorized_client",
    })
    void theActorGetsWhatItIsRegisteredForAndThePolicyAllows(
            String actor, String name, String value, int status, String error) throws Exception {
        var answer = calls.token(actor, exchange(userToken(), name, value));

        assertThat(answer.status()).isEqualTo(status);
        if (error == null) {
            assertThat(answer.json().has("error")).isFalse();
        } else {
            assertThat(answer.json().get("error").asString()).isEqualTo(error);
        }
    }

    @Test
    void anActorTokenIsRefusedEvenIfItIsGood() throws Exception {
        var answer = calls.token(
                "feed", exchange(userToken(), "actor_token", userToken(), "actor_token_type", ACCESS_TOKEN));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("error").asString()).isEqualTo("invalid_request");
    }

    @Test
    void aWrongSecretOrNoneIsRefused() throws Exception {
        var wrong = calls.token("feed", "wrong", exchange(userToken()));
        var none = calls.publicToken(exchange(userToken(), "client_id", "feed"));

        assertThat(List.of(wrong, none)).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.json().get("error").asString()).isEqualTo("unauthorized");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "iss, https://elsewhere.example/",
        "wlcg.ver, 1.1",
        "wlcg.ver, ",
        "sub, ",
        "client_id, ",
        "exp, ",
    })
    void onlyAnAccessTokenOfOursIsExchanged(String claim, String value) throws Exception {
        var answer = calls.token("feed", exchange(userToken(claim, value)));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("error").asString()).isEqualTo("invalid_request");
    }

    @Test
    void anExpiredOrForgedTokenIsNotExchanged() throws Exception {
        var expired = userToken(
                "exp", Date.from(Instant.ofEpochMilli(InstantSource.system().millis() - 1000)));
        var good = userToken();
        var forged = good.substring(0, good.lastIndexOf('.') + 1) + "A".repeat(342);

        assertThat(calls.token("feed", exchange(expired)).status()).isEqualTo(400);
        assertThat(calls.token("feed", exchange(forged)).status()).isEqualTo(400);
    }

    @Test
    void aTokenOfAnotherClientIsNotCoveredByThePolicy() throws Exception {
        var answer = calls.token("feed", exchange(userToken("client_id", "browser")));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("error").asString()).isEqualTo("invalid_scope");
    }

    @Test
    void aSecondActorKeepsTheFirstInsideItsOwnClaim() throws Exception {
        var first = calls.token("feed", exchange(userToken()))
                .json()
                .get("access_token")
                .asString();

        var second = calls.token("fetch", exchange(first, "scope", "storage.read:/O4"));

        assertThat(claims(second).get("sub").asString()).isEqualTo(ADA.toString());
        assertThat(claims(second).get("act").toString()).isEqualTo("{\"sub\":\"fetch\",\"act\":{\"sub\":\"feed\"}}");
        assertThat(claims(second).has("wlcg.groups")).isFalse();
    }

    @Test
    void offlineAccessGivesARefreshTokenToAnActorThatMayHaveOne() throws Exception {
        var answer = calls.token("feed", exchange(userToken(), "scope", "storage.read:/O4 offline_access"));
        var mayNot = calls.token("fetch", exchange(userToken(), "scope", "storage.read:/O4 offline_access"));

        var renewed = calls.token(
                "feed",
                form(
                        "grant_type",
                        "refresh_token",
                        "refresh_token",
                        answer.json().get("refresh_token").asString()));

        assertThat(claims(renewed).get("sub").asString()).isEqualTo(ADA.toString());
        assertThat(claims(renewed).get("act").toString()).isEqualTo("{\"sub\":\"feed\"}");
        assertThat(mayNot.json().has("refresh_token")).isFalse();
    }

    @Test
    void anExchangedTokenOpensAStorage() throws Exception {
        var url = lake.storageUrl("CERN-PROMPT") + "O4/exchanged";
        var writer = lake.token("uploader", lake.storageAudience("CERN-PROMPT"), "storage.create:/");
        Caller.storage("PUT", URI.create(url), new byte[] {1}, "Authorization", "Bearer " + writer);

        var token = calls.token("feed", exchange(userToken(), "audience", lake.storageAudience("CERN-PROMPT")))
                .json()
                .get("access_token")
                .asString();

        assertThat(Caller.storage("GET", URI.create(url), null, "Authorization", "Bearer " + token)
                        .body())
                .containsExactly(1);
    }

    @Test
    void aClientOfSpringSecurityExchangesAToken() {
        var registration = ClientRegistration.withRegistrationId("feed")
                .authorizationGrantType(AuthorizationGrantType.TOKEN_EXCHANGE)
                .tokenUri(lake.tokenEndpoint().toString())
                .clientId("feed")
                .clientSecret("feed-secret")
                .scope("storage.read:/O4")
                .build();
        var now = InstantSource.system().instant();
        var client = new RestClientTokenExchangeTokenResponseClient();
        client.addParametersConverter(asked -> {
            MultiValueMap<String, String> more = new LinkedMultiValueMap<>();
            more.add("audience", "https://storage.example");
            return more;
        });

        var answer = client.getTokenResponse(new TokenExchangeGrantRequest(
                registration,
                new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, userToken(), now, now.plusSeconds(60)),
                null));

        assertThat(claims(answer.getAccessToken().getTokenValue()).get("sub").asString())
                .isEqualTo(ADA.toString());
        assertThat(answer.getAccessToken().getScopes()).containsExactly("storage.read:/O4");
    }
}
