package org.strainlake.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The issuer, and which of its tokens Rucio takes. */
class IssuerIT {
    @TempDir
    static Path directory;

    private static LakeEmulator lake;

    @BeforeAll
    static void start() throws Exception {
        lake = LakeEmulator.start(EmulatorSettings.inDirectory(directory)
                .client("narrow", "openid,storage.read:/O4", "")
                .with("strainlake.emulator.issuer.issuer", "https://issuer.example/without-slash"));
    }

    @AfterAll
    static void stop() {
        lake.close();
    }

    @Test
    void discoveryEndsInASlashThatTheTokensLack() throws Exception {
        var discovery =
                Caller.with(lake, "").get("/.well-known/openid-configuration").json();

        assertThat(discovery.get("issuer").asString()).isEqualTo("https://issuer.example/without-slash/");
        assertThat(discovery.get("token_endpoint").asString())
                .isEqualTo(lake.tokenEndpoint().toString());
        assertThat(claims(ask("uploader", "uploader-secret", "scope=openid").json())
                        .get("iss")
                        .asString())
                .isEqualTo("https://issuer.example/without-slash");
    }

    @Test
    void aClientGetsTheClaimsOfTheProfile() throws Exception {
        var answer = ask("uploader", "uploader-secret", "scope=storage.read:/%20storage.create:/O4&audience=a%20b");

        var token = answer.json().get("access_token").asString();
        var header = JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[0]));
        assertThat(header.propertyNames()).containsExactlyInAnyOrder("kid", "alg");
        var claims = claims(answer.json());
        assertThat(claims.get("wlcg.ver").asString()).isEqualTo("1.0");
        assertThat(claims.get("scope").asString()).isEqualTo("storage.read:/ storage.create:/O4");
        assertThat(claims.get("aud").values().stream().map(JsonNode::asString)).containsExactly("a", "b");
        assertThat(claims.has("wlcg.groups")).isFalse();
        assertThat(answer.json().get("expires_in").asInt()).isEqualTo(3600);
        assertThat(answer.json().has("refresh_token")).isFalse();
    }

    @Test
    void withoutAnAudienceATokenIsForAnybody() throws Exception {
        assertThat(claims(ask("uploader", "uploader-secret", "scope=openid").json())
                        .get("aud")
                        .asString())
                .isEqualTo("https://wlcg.cern.ch/jwt/v1/any");
    }

    @Test
    void groupsAreGivenToAClientThatHasThemAndAsks() throws Exception {
        assertThat(claims(ask("uploader", "uploader-secret", "scope=wlcg.groups")
                                .json())
                        .at("/wlcg.groups/0")
                        .asString())
                .isEqualTo("/virgo");
    }

    @ParameterizedTest
    @CsvSource({
        "uploader, wrong, scope=openid, 401, unauthorized",
        "nobody, x, scope=openid, 401, unauthorized",
        "narrow, narrow-secret, scope=storage.read:/, 400, invalid_scope",
        "narrow, narrow-secret, scope=storage.read:/O4-other, 400, invalid_scope",
        "narrow, narrow-secret, scope=storage.modify:/O4, 400, invalid_scope",
        "narrow, narrow-secret, scope=storage.read:/O4/run, 200, ",
        "narrow, narrow-secret, x=y, 200, ",
    })
    void aClientGetsOnlyWhatItMayAskFor(String client, String secret, String form, int status, String error)
            throws Exception {
        var answer = ask(client, secret, form);

        assertThat(answer.status()).isEqualTo(status);
        if (error != null) {
            assertThat(answer.json().get("error").asString()).isEqualTo(error);
        }
    }

    @Test
    void keysMayBeKeptForSixHours() throws Exception {
        var answer = Caller.with(lake, "").get("/jwk");

        assertThat(answer.header("Cache-Control")).isEqualTo("max-age=21600");
        assertThat(answer.json().at("/keys/0/kid").asString()).isEqualTo("rsa1");
        assertThat(answer.json().at("/keys/0").has("d")).isFalse();
    }

    /** What a real Rucio took and refused, claim by claim. */
    @ParameterizedTest
    @CsvSource({
        "aud, rucio, 303",
        "aud, other, 401",
        "aud, https://wlcg.cern.ch/jwt/v1/any, 401",
        "aud, , 401",
        "scope, openid profile storage.read:/, 303",
        "scope, openid, 401",
        "scope, , 401",
        "sub, stranger, 401",
        "exp, -1, 401",
        "exp, , 401",
        "nbf, 3600, 303",
        "iat, 3600, 303",
        "jti, , 303",
        "iss, https://elsewhere, 401",
        "iss, https://issuer.example/without-slash/, 401",
    })
    void rucioTakesATokenByIssuerAudienceScopeExpiryAndSubject(String claim, String value, int status)
            throws Exception {
        var claims = new HashMap<String, Object>();
        claims.put("iss", lake.issuer());
        claims.put("sub", "uploader");
        claims.put("aud", "rucio");
        claims.put("scope", "openid profile");
        claims.put("exp", inSeconds(3600));
        claims.put("jti", "1");
        if (value == null) {
            claims.remove(claim);
        } else if (List.of("exp", "nbf", "iat").contains(claim)) {
            claims.put(claim, inSeconds(Long.parseLong(value)));
        } else {
            claims.put(claim, value);
        }

        var answer = Caller.with(lake, lake.signed(claims)).get("/accounts/whoami");

        assertThat(answer.status()).isEqualTo(status);
        if (status == 303) {
            assertThat(answer.header("Location")).isEqualTo("virgo");
        } else {
            assertThat(answer.exceptionClass()).isEqualTo("CannotAuthenticate");
        }
    }

    @Test
    void rucioDoesNotLookAtAuthorization() throws Exception {
        var token = lake.token("uploader", "rucio", "openid profile");

        var answer = Caller.with(lake, "").get("/accounts/whoami", "Authorization", "Bearer " + token);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.exceptionClass()).isEqualTo("ValueError");
    }

    private static Date inSeconds(long seconds) {
        return Date.from(Instant.ofEpochSecond(InstantSource.system().millis() / 1000 + seconds));
    }

    private static Caller.Answer ask(String client, String secret, String form) throws Exception {
        var basic = Base64.getEncoder().encodeToString((client + ":" + secret).getBytes(StandardCharsets.UTF_8));
        return Caller.with(lake, "")
                .post(
                        "/token",
                        "grant_type=client_credentials&" + form,
                        "Authorization",
                        "Basic " + basic,
                        "Content-Type",
                        "application/x-www-form-urlencoded");
    }

    private static JsonNode claims(JsonNode answer) {
        var payload = answer.get("access_token").asString().split("\\.", -1)[1];
        return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(payload));
    }
}
