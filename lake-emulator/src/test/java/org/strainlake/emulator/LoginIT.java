package org.strainlake.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.strainlake.emulator.TokenCalls.challenge;
import static org.strainlake.emulator.TokenCalls.claims;
import static org.strainlake.emulator.TokenCalls.form;
import static org.strainlake.emulator.TokenCalls.with;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationToken;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.RestClientRefreshTokenTokenResponseClient;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;

/** Users log in at the issuer, and clients get tokens for them. */
class LoginIT {
    private static final UUID ADA = UUID.fromString("6b1d1e0e-9b7c-4f0a-8a55-0d1c5b1c7a11");
    private static final String BACK = "http://127.0.0.1:1/back?from=login";
    private static final String BROWSER_BACK = "http://127.0.0.1:1/back";

    @TempDir
    static Path directory;

    private static LakeEmulator lake;
    private static TokenCalls calls;

    @BeforeAll
    static void start() throws Exception {
        lake = LakeEmulator.start(EmulatorSettings.inDirectory(directory)
                .client("portal", "openid,profile,offline_access,wlcg.groups,storage.read:/", "")
                .grantTypes("portal", "authorization_code,refresh_token")
                .redirectUri("portal", BACK)
                .client("other", "openid,offline_access", "")
                .grantTypes("other", "authorization_code,refresh_token")
                .redirectUri("other", BACK)
                .client("machine", "openid", "")
                .redirectUri("machine", BACK)
                .publicClient("browser", "openid,offline_access,storage.read:/O4")
                .grantTypes("browser", "authorization_code,refresh_token")
                .redirectUri("browser", BROWSER_BACK)
                .user("ada", ADA, "/virgo,/virgo/ops", "/virgo/embargo"));
        calls = new TokenCalls(lake);
    }

    @AfterAll
    static void stop() {
        lake.close();
    }

    private static Map<String, String> request(String... changes) {
        return with(
                form(
                        "response_type", "code",
                        "client_id", "portal",
                        "redirect_uri", BACK,
                        "scope", "openid wlcg.groups storage.read:/O4",
                        "audience", "https://feed.example",
                        "state", "a state & more",
                        "code_challenge", challenge(),
                        "code_challenge_method", "S256"),
                changes);
    }

    private static Map<String, String> publicRequest(String... changes) {
        return with(
                request(
                        "client_id",
                        "browser",
                        "redirect_uri",
                        BROWSER_BACK,
                        "scope",
                        "offline_access storage.read:/O4"),
                changes);
    }

    private static Map<String, String> redemption(String code, String... changes) {
        return with(
                form(
                        "grant_type",
                        "authorization_code",
                        "code",
                        code,
                        "redirect_uri",
                        BACK,
                        "code_verifier",
                        TokenCalls.VERIFIER),
                changes);
    }

    private static Map<String, String> publicRedemption(String code) {
        return redemption(code, "redirect_uri", BROWSER_BACK, "client_id", "browser");
    }

    private static Map<String, String> refreshment(String refreshToken, String... changes) {
        return with(form("grant_type", "refresh_token", "refresh_token", refreshToken), changes);
    }

    @Test
    void aLoginLeadsBackWithACodeTheStateAndTheIssuer() throws Exception {
        var browser = new Browser();

        var answer = browser.logIn(browser.open(calls.authorize(request())), "ada", "ada-password");

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.header("Location")).startsWith("http://127.0.0.1:1/back?from=login&");
        var back = Browser.sentBack(answer);
        assertThat(URLDecoder.decode(back.get("state"), StandardCharsets.UTF_8)).isEqualTo("a state & more");
        assertThat(URLDecoder.decode(back.get("iss"), StandardCharsets.UTF_8))
                .isEqualTo(Caller.with(lake, "")
                        .get("/.well-known/openid-configuration")
                        .json()
                        .get("issuer")
                        .asString());
    }

    @Test
    void aUsersTokenNamesTheUserTheClientAndTheGroups() throws Exception {
        var answer = calls.token("portal", redemption(calls.code(request(), "ada")));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.json().has("refresh_token")).isFalse();
        assertThat(answer.json().get("expires_in").asInt()).isEqualTo(3600);
        var claims = claims(answer);
        assertThat(claims.get("sub").asString()).isEqualTo(ADA.toString());
        assertThat(claims.get("client_id").asString()).isEqualTo("portal");
        assertThat(claims.get("wlcg.ver").asString()).isEqualTo("1.0");
        assertThat(claims.get("aud").asString()).isEqualTo("https://feed.example");
        assertThat(claims.get("scope").asString()).isEqualTo("openid wlcg.groups storage.read:/O4");
        assertThat(claims.get("wlcg.groups").toString()).isEqualTo("[\"/virgo\",\"/virgo/ops\"]");
        assertThat(claims.has("act")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "storage.read:/, ",
        "wlcg.groups, '/virgo /virgo/ops'",
        "wlcg.groups:/virgo/ops, '/virgo/ops /virgo'",
        "wlcg.groups:/virgo/embargo, '/virgo/embargo /virgo /virgo/ops'",
        "wlcg.groups wlcg.groups:/virgo/embargo, '/virgo/embargo /virgo /virgo/ops'",
        "wlcg.groups:/ligo, '/virgo /virgo/ops'",
    })
    void theGroupAskedForComesFirstAndAForeignOneIsLeftOutSilently(String scope, String groups) throws Exception {
        var claims = claims(calls.token("portal", redemption(calls.code(request("scope", scope), "ada"))));

        if (groups == null) {
            assertThat(claims.has("wlcg.groups")).isFalse();
        } else {
            assertThat(claims.get("wlcg.groups").values().stream().map(group -> group.asString()))
                    .containsExactly(groups.split(" "));
        }
    }

    /** A client that somebody else wrote takes the issuer's word for everything, and checks it. */
    @Test
    void aClientOfSpringSecurityLogsAUserInAndRenewsTheToken() throws Exception {
        var registration = ClientRegistrations.fromIssuerLocation(lake.issuer())
                .registrationId("portal")
                .clientId("portal")
                .clientSecret("portal-secret")
                .redirectUri(BACK)
                .scope("openid", "wlcg.groups", "offline_access")
                .build();
        var resolver = new DefaultOAuth2AuthorizationRequestResolver(
                new InMemoryClientRegistrationRepository(registration), "/oauth2/authorization");
        resolver.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
        var asked = resolver.resolve(new MockHttpServletRequest("GET", "/oauth2/authorization/portal"), "portal");
        var browser = new Browser();

        var back = Browser.sentBack(browser.logIn(
                browser.open(java.net.URI.create(asked.getAuthorizationRequestUri())), "ada", "ada-password"));
        var answered = OAuth2AuthorizationResponse.success(back.get("code"))
                .redirectUri(BACK)
                .state(URLDecoder.decode(back.get("state"), StandardCharsets.UTF_8))
                .build();
        var loggedIn = (OAuth2LoginAuthenticationToken) new OidcAuthorizationCodeAuthenticationProvider(
                        new RestClientAuthorizationCodeTokenResponseClient(), new OidcUserService())
                .authenticate(new OAuth2LoginAuthenticationToken(
                        registration, new OAuth2AuthorizationExchange(asked, answered)));
        var renewed = new RestClientRefreshTokenTokenResponseClient()
                .getTokenResponse(new OAuth2RefreshTokenGrantRequest(
                        registration, loggedIn.getAccessToken(), loggedIn.getRefreshToken(), Set.of("wlcg.groups")));

        assertThat(loggedIn.getPrincipal().getName()).isEqualTo(ADA.toString());
        assertThat(claims(loggedIn.getAccessToken().getTokenValue()).get("sub").asString())
                .isEqualTo(ADA.toString());
        assertThat(renewed.getAccessToken().getScopes()).containsExactly("wlcg.groups");
        assertThat(renewed.getRefreshToken().getTokenValue())
                .isNotEqualTo(loggedIn.getRefreshToken().getTokenValue());
    }

    @Test
    void thePageNeedsNoScriptLabelsItsFieldsAndMayNotBeFramedOrKept() throws Exception {
        var page = new Browser().open(calls.authorize(request()));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.header("Cache-Control")).contains("no-store");
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'", "frame-ancestors 'none'", "form-action 'self' http://127.0.0.1:1");
        assertThat(page.header("Set-Cookie")).contains("HttpOnly", "SameSite=Lax");
        var document = page.parse();
        assertThat(document.select("script")).isEmpty();
        assertThat(document.expectFirst("html").attr("lang")).isEqualTo("en");
        assertThat(document.expectFirst("meta[name=viewport]").attr("content")).contains("width=device-width");
        assertThat(document.expectFirst("main").text()).contains("portal");
        var form = Browser.form(page);
        assertThat(form.attr("method")).isEqualTo("post");
        assertThat(Browser.labelled(form, "User name").attr("autocomplete")).isEqualTo("username");
        var password = Browser.labelled(form, "Password");
        assertThat(password.attr("type")).isEqualTo("password");
        assertThat(password.attr("autocomplete")).isEqualTo("current-password");
    }

    @ParameterizedTest
    @CsvSource({"ada, wrong", "ada, ''", "nobody, ada-password", "'<b>&\"', x"})
    void aWrongNameOrPasswordIsSaidAndTheFormCanBeSentAgain(String name, String password) throws Exception {
        var browser = new Browser();

        var again = browser.logIn(browser.open(calls.authorize(request())), name, password);

        assertThat(again.statusCode()).isEqualTo(400);
        var document = again.parse();
        assertThat(document.title()).startsWith("Error: ");
        assertThat(document.expectFirst("[role=alert]").text()).isEqualTo("User name or password is wrong.");
        var field = Browser.labelled(Browser.form(again), "User name");
        assertThat(field.attr("aria-invalid")).isEqualTo("true");
        assertThat(document.expectFirst("#" + field.attr("aria-describedby")).text())
                .isNotEmpty();
        assertThat(browser.logIn(again, "ada", "ada-password").statusCode()).isEqualTo(303);
    }

    @Test
    void afterFiveWrongPasswordsTheLoginIsOver() throws Exception {
        var browser = new Browser();
        var page = browser.open(calls.authorize(request()));

        var answer = page;
        for (int i = 0; i < 5; i++) {
            answer = browser.logIn(page, "ada", "wrong");
        }

        assertThat(Browser.sentBack(answer)).containsEntry("error", "access_denied");
        assertThat(browser.logIn(page, "ada", "ada-password").statusCode()).isEqualTo(400);
    }

    @Test
    void whoCancelsIsSentBackWithoutACode() throws Exception {
        var browser = new Browser();

        var answer = browser.cancel(browser.open(calls.authorize(request())));

        assertThat(Browser.sentBack(answer))
                .containsEntry("error", "access_denied")
                .containsKeys("state", "iss")
                .doesNotContainKey("code");
    }

    @Test
    void aFormFromAnotherBrowserIsRefused() throws Exception {
        var foreign = Browser.form(new Browser().open(calls.authorize(request())));
        var login = foreign.expectFirst("input[name=login]").val();
        var victim = new Browser();
        var form = Browser.form(victim.open(calls.authorize(request())));
        form.expectFirst("input[name=login]").val(login);
        Browser.labelled(form, "User name").val("ada");
        Browser.labelled(form, "Password").val("ada-password");

        var answer = form.submit().execute();

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.hasHeader("Location")).isFalse();
    }

    @Test
    void twoPagesInOneBrowserCanBothBeSent() throws Exception {
        var browser = new Browser();
        var first = browser.open(calls.authorize(request()));
        var second = browser.open(calls.authorize(request()));

        assertThat(browser.logIn(first, "ada", "ada-password").statusCode()).isEqualTo(303);
        assertThat(browser.logIn(second, "ada", "ada-password").statusCode()).isEqualTo(303);
        assertThat(browser.logIn(second, "ada", "ada-password").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "redirect_uri, http://127.0.0.1:1/back",
        "redirect_uri, http://127.0.0.1:1/back?from=login&more",
        "redirect_uri, http://127.0.0.1:1/back/?from=login",
        "redirect_uri, http://127.0.0.1:2/back?from=login",
        "redirect_uri, HTTP://127.0.0.1:1/back?from=login",
        "redirect_uri, https://evil.example/",
        "redirect_uri, //evil.example/",
        "redirect_uri, ",
        "client_id, nobody",
        "client_id, ",
    })
    void nothingLeadsToAnAddressThatIsNotRegistered(String name, String value) throws Exception {
        var answer = new Browser().open(calls.authorize(request(name, value)));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.hasHeader("Location")).isFalse();
        assertThat(answer.parse().expectFirst("[role=alert]").text()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "response_type, token, unsupported_response_type",
        "response_type, code id_token, unsupported_response_type",
        "response_type, , invalid_request",
        "response_mode, form_post, invalid_request",
        "scope, storage.modify:/, invalid_scope",
        "scope, wlcg.groups:/virgo/Role=x, invalid_scope",
        "scope, storage.read:/O4/../O3, invalid_scope",
        "code_challenge_method, plain, invalid_request",
        "code_challenge_method, , invalid_request",
        "code_challenge, short, invalid_request",
        "prompt, whatever, invalid_request",
        "prompt, none, login_required",
        "request, x.y.z, request_not_supported",
        "request_uri, https://elsewhere.example/, request_uri_not_supported",
        "resource, https://feed.example, invalid_target",
    })
    void whatIsNotDoneIsToldToTheClient(String name, String value, String error) throws Exception {
        var answer = new Browser().open(calls.authorize(request(name, value)));

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.header("Location")).startsWith(BACK);
        assertThat(Browser.sentBack(answer))
                .containsEntry("error", error)
                .containsKeys("state", "iss")
                .doesNotContainKey("code");
    }

    @Test
    void aPublicClientWithoutPkceIsRefusedAndOneWithASecretIsNot() throws Exception {
        var browser = new Browser();
        var without = new String[] {"code_challenge", null, "code_challenge_method", null};

        assertThat(Browser.sentBack(browser.open(calls.authorize(publicRequest(without)))))
                .containsEntry("error", "invalid_request");
        var code = calls.code(request(without), "ada");
        assertThat(calls.token("portal", redemption(code, "code_verifier", null))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:1, http://127.0.0.1:1",
        "http://127.0.0.1:2, ''",
        "https://127.0.0.1:1, ''",
        "null, ''",
    })
    void onlyPagesThatAPublicClientsLoginsLeadBackToMayReadTheToken(String origin, String allowed) throws Exception {
        var form = publicRedemption(calls.code(publicRequest(), "ada"));

        var answer = calls.publicToken(form, "Origin", origin);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(allowed);
        assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
        assertThat(answer.header("Vary")).contains("Origin");
    }

    @Test
    void aClientThatIsNotRegisteredForLoginsGetsNone() throws Exception {
        var answer = new Browser().open(calls.authorize(request("client_id", "machine", "scope", "openid")));

        assertThat(Browser.sentBack(answer)).containsEntry("error", "unauthorized_client");
    }

    @ParameterizedTest
    @CsvSource({
        "code, never-given",
        "redirect_uri, http://127.0.0.1:1/back",
        "redirect_uri, ",
        "code_verifier, another-verifier-of-forty-three-characters-or-more",
        "code_verifier, ",
    })
    void aCodeIsGoodOnlyWithWhatItIsBoundTo(String name, String value) throws Exception {
        var code = calls.code(request(), "ada");

        var answer = calls.token("portal", redemption(code, name, value));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("error").asString()).isEqualTo("invalid_grant");
    }

    @Test
    void aVerifierWithoutAChallengeIsRefused() throws Exception {
        var code = calls.code(request("code_challenge", null, "code_challenge_method", null), "ada");

        assertThat(calls.token("portal", redemption(code)).json().get("error").asString())
                .isEqualTo("invalid_grant");
    }

    @Test
    void aCodeIsGoodForItsClientOnly() throws Exception {
        var code = calls.code(request(), "ada");

        var stolen = calls.token("other", redemption(code));

        assertThat(stolen.status()).isEqualTo(400);
        assertThat(stolen.json().get("error").asString()).isEqualTo("invalid_grant");
        assertThat(calls.token("portal", redemption(code)).status()).isEqualTo(200);
    }

    @Test
    void aCodeIsGoodOnceAndASecondUseEndsTheRefreshToken() throws Exception {
        var code = calls.code(request("scope", "offline_access"), "ada");
        var first = calls.token("portal", redemption(code));

        var second = calls.token("portal", redemption(code));

        assertThat(second.status()).isEqualTo(400);
        assertThat(second.json().get("error").asString()).isEqualTo("invalid_grant");
        var refresh = calls.token(
                "portal", refreshment(first.json().get("refresh_token").asString()));
        assertThat(refresh.status()).isEqualTo(401);
        assertThat(refresh.json().get("error").asString()).isEqualTo("invalid_token");
    }

    @Test
    void aRefreshTokenIsOpaqueAndGivesNoMoreThanWasGranted() throws Exception {
        var answer = calls.publicToken(publicRedemption(calls.code(publicRequest(), "ada")));
        var refreshToken = answer.json().get("refresh_token").asString();

        var more = calls.publicToken(refreshment(refreshToken, "client_id", "browser", "scope", "storage.read:/"));
        var less = calls.publicToken(refreshment(refreshToken, "client_id", "browser", "scope", "storage.read:/O4/x"));
        var again =
                calls.publicToken(refreshment(less.json().get("refresh_token").asString(), "client_id", "browser"));

        assertThat(refreshToken).doesNotContain(".");
        assertThat(more.status()).isEqualTo(400);
        assertThat(more.json().get("error").asString()).isEqualTo("invalid_scope");
        assertThat(claims(less).get("scope").asString()).isEqualTo("storage.read:/O4/x");
        assertThat(claims(less).get("sub").asString()).isEqualTo(ADA.toString());
        assertThat(claims(less).get("aud").asString()).isEqualTo("https://feed.example");
        assertThat(claims(again).get("scope").asString()).isEqualTo("offline_access storage.read:/O4");
    }

    @Test
    void aRefreshTokenUsedTwiceEndsItsSuccessorToo() throws Exception {
        var first = calls.publicToken(publicRedemption(calls.code(publicRequest(), "ada")))
                .json()
                .get("refresh_token")
                .asString();
        var second = calls.publicToken(refreshment(first, "client_id", "browser"))
                .json()
                .get("refresh_token")
                .asString();

        assertThat(calls.publicToken(refreshment(first, "client_id", "browser")).status())
                .isEqualTo(401);
        assertThat(calls.publicToken(refreshment(second, "client_id", "browser"))
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"other", "portal"})
    void aRefreshTokenIsGoodForItsClientOnlyAndAnUnknownOneIsDead(String client) throws Exception {
        var refreshToken = client.equals("portal")
                ? "never-given"
                : calls.token("portal", redemption(calls.code(request("scope", "offline_access"), "ada")))
                        .json()
                        .get("refresh_token")
                        .asString();

        var answer = calls.token(client, refreshment(refreshToken));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().get("error").asString()).isEqualTo("invalid_token");
    }

    @ParameterizedTest
    @CsvSource({
        "grant_type, client_credentials, 400, unauthorized_client",
        "grant_type, urn:ietf:params:oauth:grant-type:token-exchange, 400, unauthorized_client",
        "grant_type, password, 400, unsupported_grant_type",
        "grant_type, , 400, invalid_request",
        "code, , 400, invalid_request",
        "code, '', 400, invalid_request",
        "code_verifier, short, 400, invalid_request",
        "client_id, portal, 401, unauthorized",
        "client_id, nobody, 401, unauthorized",
        "client_id, , 401, unauthorized",
        "client_secret, guessed, 401, unauthorized",
        "audience, https://other.example, 400, invalid_request",
        "resource, https://other.example, 400, invalid_target",
    })
    void thePublicClientIsRefusedWhatItMayNotAskFor(String name, String value, int status, String error)
            throws Exception {
        var answer = calls.publicToken(with(publicRedemption(calls.code(publicRequest(), "ada")), name, value));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().get("error").asString()).isEqualTo(error);
    }

    @Test
    void discoveryTellsOfLogins() throws Exception {
        var discovery =
                Caller.with(lake, "").get("/.well-known/openid-configuration").text();

        var metadata = com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata.parse(discovery);

        assertThat(metadata.getAuthorizationEndpointURI()).isEqualTo(lake.authorizationEndpoint());
        assertThat(metadata.getGrantTypes())
                .map(Object::toString)
                .containsExactly(
                        "client_credentials",
                        "authorization_code",
                        "refresh_token",
                        "urn:ietf:params:oauth:grant-type:token-exchange");
        assertThat(metadata.getCodeChallengeMethods()).map(Object::toString).containsExactly("S256");
        assertThat(metadata.getTokenEndpointAuthMethods())
                .map(Object::toString)
                .containsExactly("client_secret_basic", "none");
        assertThat(metadata.supportsAuthorizationResponseIssuerParam()).isTrue();
        assertThat(metadata.supportsRequestURIParam()).isFalse();
        assertThat(metadata.getDeviceAuthorizationEndpointURI()).isNull();
        assertThat(metadata.getUserInfoEndpointURI()).isNull();
    }
}
