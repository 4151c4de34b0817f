package org.strainlake.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.JWTClaimsSet;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtException;

/** The token rows of the WLCG profile; real keys, a JWKS endpoint on the loopback. */
class WlcgJwtDecoderTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private final SettableClock clock = new SettableClock(NOW);
    private final TestIssuer issuer = new TestIssuer();
    private final WlcgJwtDecoder decoder = decoder(List.of(TestIssuer.AUDIENCE));

    private WlcgJwtDecoder decoder(List<String> audiences) {
        return decoder(audiences, Duration.ofSeconds(5));
    }

    private WlcgJwtDecoder decoder(List<String> audiences, Duration keyTimeout) {
        var settings = new ResourceProperties(
                audiences,
                List.of(new ResourceProperties.Issuer(TestIssuer.ISSUER, issuer.jwksUri(), "/virgo")),
                List.of("RS256"),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                Duration.ofHours(6),
                keyTimeout);
        return new WlcgJwtDecoder(settings, HttpClient.newHttpClient(), clock);
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    static Stream<Named<Consumer<JWTClaimsSet.Builder>>> good() {
        return Stream.of(
                row("as it comes", claims -> {}),
                row("the audience that means any", claims -> claims.audience("https://wlcg.cern.ch/jwt/v1/any")),
                row(
                        "one of several audiences",
                        claims -> claims.audience(List.of("https://else", TestIssuer.AUDIENCE))),
                row("exp 50 s ago", claims -> claims.expirationTime(at(-50))),
                row("nbf in 50 s", claims -> claims.notBeforeTime(at(50))),
                row("no nbf", claims -> claims.notBeforeTime(null)),
                row("no iat", claims -> claims.issueTime(null)),
                row("storage scopes", claims -> claims.claim("scope", "openid storage.read:/O4 storage.create:/")),
                row("an empty scope", claims -> claims.claim("scope", "")),
                row("groups", claims -> claims.claim("wlcg.groups", List.of("/virgo"))));
    }

    @ParameterizedTest
    @MethodSource("good")
    void isAccepted(Consumer<JWTClaimsSet.Builder> change) {
        assertThat(decoder.decode(issuer.token(NOW, change)).getSubject()).isEqualTo("uploader");
    }

    static Stream<Named<Consumer<JWTClaimsSet.Builder>>> bad() {
        return Stream.of(
                row("another issuer", claims -> claims.issuer("https://other.example/")),
                row("the issuer without its slash", claims -> claims.issuer("https://iam.example")),
                row("no issuer", claims -> claims.issuer(null)),
                row("another audience", claims -> claims.audience("https://other.example")),
                row("the audience in capitals", claims -> claims.audience("HTTPS://SERVICE.EXAMPLE")),
                row("no audience", claims -> claims.audience((String) null)),
                row("an empty list of audiences", claims -> claims.audience(List.of())),
                row("no exp", claims -> claims.expirationTime(null)),
                row("exp 70 s ago", claims -> claims.expirationTime(at(-70))),
                row("nbf in 70 s", claims -> claims.notBeforeTime(at(70))),
                row("no wlcg.ver", claims -> claims.claim("wlcg.ver", null)),
                row("wlcg.ver 1.1", claims -> claims.claim("wlcg.ver", "1.1")),
                row("wlcg.ver as a number", claims -> claims.claim("wlcg.ver", 1.0)),
                row("no sub", claims -> claims.subject(null)),
                row("no jti", claims -> claims.jwtID(null)),
                row("scope as a list", claims -> claims.claim("scope", List.of("storage.read:/"))),
                row("scope as an object", claims -> claims.claim("scope", Map.of("storage.read", "/"))),
                row("read without a path", claims -> claims.claim("scope", "openid storage.read")),
                row("read with an empty path", claims -> claims.claim("scope", "storage.read:")),
                row("a relative path", claims -> claims.claim("scope", "storage.read:O4")),
                row("a path upwards", claims -> claims.claim("scope", "storage.read:/O3/../O4")),
                row("an encoded path upwards", claims -> claims.claim("scope", "storage.read:/O3/%2e%2E/O4")),
                row("a dot", claims -> claims.claim("scope", "storage.read:/O3/./O4")),
                row("two slashes", claims -> claims.claim("scope", "storage.read://O4")),
                row("an encoded slash", claims -> claims.claim("scope", "storage.read:/O4%2ff")),
                row("an encoded zero", claims -> claims.claim("scope", "storage.read:/O4%00")),
                row("half an encoding", claims -> claims.claim("scope", "storage.read:/O4%4")),
                row("one good and one bad", claims -> claims.claim("scope", "storage.read:/O4 storage.create:O4")));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void isRefused(Consumer<JWTClaimsSet.Builder> change) {
        assertThatExceptionOfType(BadJwtException.class).isThrownBy(() -> decoder.decode(issuer.token(NOW, change)));
    }

    @Test
    void ofAnIssuerWhoseClockIsFiveMinutesOffTheRefusalNamesTheClock() {
        assertThatExceptionOfType(BadJwtException.class)
                .isThrownBy(() -> decoder.decode(
                        issuer.token(NOW, claims -> claims.issueTime(at(300)).notBeforeTime(at(300)))))
                .withMessageContaining("not valid yet, for another 300 s by the clock here");
        assertThatExceptionOfType(BadJwtException.class)
                .isThrownBy(() -> decoder.decode(
                        issuer.token(NOW, claims -> claims.issueTime(at(-600)).expirationTime(at(-300)))))
                .withMessageContaining("has expired, 300 s ago by the clock here");
    }

    @Test
    void whenATokenWasIssuedIsNobodysBusiness() {
        assertThatCode(() -> decoder.decode(issuer.token(NOW, claims -> claims.issueTime(at(300)))))
                .doesNotThrowAnyException();
    }

    @Test
    void aTokenThatExpiredBeforeItWasIssuedIsRefused() {
        refused(issuer.token(NOW, claims -> claims.issueTime(at(300)).expirationTime(at(200))));
    }

    @Test
    void aClockThatIsSetBackDoesNotKeepNewKeysOut() {
        decoder.decode(issuer.token(NOW, claims -> {}));
        var later = TestIssuer.newKey("rsa2");
        issuer.publish(issuer.key(), later);
        clock.move(Duration.ofMinutes(-5));

        var token = TestIssuer.signed(
                later, null, TestIssuer.claims(clock.instant()).build());

        assertThat(decoder.decode(token).getSubject()).isEqualTo("uploader");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JWT", "at+jwt", "AT+JWT"})
    void theTypesOfAnAccessTokenAreAccepted(String type) {
        assertThatCode(() -> decoder.decode(TestIssuer.signed(
                        issuer.key(), type, TestIssuer.claims(NOW).build())))
                .doesNotThrowAnyException();
    }

    @Test
    void aTokenOfAnotherTypeIsRefused() {
        refused(TestIssuer.signed(
                issuer.key(), "logout+jwt", TestIssuer.claims(NOW).build()));
    }

    @Test
    void anUnsignedTokenIsRefused() {
        refused(TestIssuer.unsigned(TestIssuer.claims(NOW).build()));
    }

    @Test
    void aTokenSignedWithThePublicKeyAsSecretIsRefused() {
        refused(issuer.signedWithThePublicKey(TestIssuer.claims(NOW).build()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b.c", "....", "eyJhbGciOiJSUzI1NiJ9.e30.AA"})
    void whatIsNoTokenIsRefused(String text) {
        refused(text);
    }

    @Test
    void aForgedTokenWithAKnownKeyIdIsRefusedWithoutFetchingKeysAgain() {
        decoder.decode(issuer.token(NOW, claims -> {}));
        clock.move(Duration.ofMinutes(5));

        refused(TestIssuer.signed(
                TestIssuer.newKey("rsa1"), null, TestIssuer.claims(NOW).build()));

        assertThat(issuer.fetches()).isEqualTo(1);
    }

    @Test
    void aKeyPublishedLaterIsFoundAfterHalfAMinuteWithTwoFetches() {
        var later = TestIssuer.newKey("rsa2");
        var token = TestIssuer.signed(later, null, TestIssuer.claims(NOW).build());
        refused(token);
        issuer.publish(issuer.key(), later);
        clock.move(Duration.ofSeconds(29));
        refused(token);

        clock.move(Duration.ofSeconds(1));

        assertThat(decoder.decode(token).getSubject()).isEqualTo("uploader");
        assertThat(issuer.fetches()).isEqualTo(2);
    }

    @Test
    void keysStayGoodWhileTheIssuerIsDown() {
        decoder.decode(issuer.token(NOW, claims -> {}));
        issuer.answerWith(503);
        clock.move(Duration.ofHours(7));

        var token = issuer.token(clock.instant(), claims -> {});

        assertThat(decoder.decode(token).getSubject()).isEqualTo("uploader");
        await().until(() -> issuer.fetches() == 2);
        assertThat(decoder.decode(token).getSubject()).isEqualTo("uploader");
    }

    @Test
    void aWithdrawnKeyIsForgottenWhenTheKeysHaveGrownOld() {
        decoder.decode(issuer.token(NOW, claims -> {}));
        var next = TestIssuer.newKey("rsa2");
        issuer.publish(next);
        clock.move(Duration.ofHours(7));
        var old = issuer.token(clock.instant(), claims -> {});

        // Served from the old keys, which are fetched anew meanwhile: how soon these are there is nobody's promise.
        await().untilAsserted(() -> refused(old));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10 MB", "without end"})
    void keysThatAreHugeOrDoNotEndAreNotWaitedForAndThoseThereWereStayGood(String kind) {
        var token = issuer.token(NOW, claims -> {});
        var quick = decoder(List.of(TestIssuer.AUDIENCE), Duration.ofSeconds(1));
        var without = decoder(List.of(TestIssuer.AUDIENCE), Duration.ofSeconds(1));
        comesToAccept(quick, token);
        if (kind.equals("10 MB")) {
            issuer.pad(10_000_000);
        } else {
            issuer.hang(true);
        }

        assertThatExceptionOfType(JwtException.class)
                .isThrownBy(() -> without.decode(token))
                .isNotInstanceOf(BadJwtException.class);
        clock.move(Duration.ofMinutes(1));
        var unknown = TestIssuer.signed(
                TestIssuer.newKey("rsa2"),
                null,
                TestIssuer.claims(clock.instant()).build());
        assertThatExceptionOfType(BadJwtException.class).isThrownBy(() -> quick.decode(unknown));
        assertThat(quick.decode(token).getSubject()).isEqualTo("uploader");

        issuer.pad(0);
        issuer.hang(false);
        comesToAccept(without, token);
    }

    @Test
    void whileTheIssuerWasNeverReachedATokenIsNotRefusedButCannotBeJudged() {
        issuer.answerWith(503);
        var token = issuer.token(NOW, claims -> {});

        assertThatExceptionOfType(JwtException.class)
                .isThrownBy(() -> decoder.decode(token))
                .isNotInstanceOf(BadJwtException.class);

        issuer.answerWith(200);
        clock.move(Duration.ofSeconds(1));
        assertThat(decoder.decode(token).getSubject()).isEqualTo("uploader");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "HS256", "A256GCM"})
    void anAlgorithmWithoutAPublicKeyCannotBeConfigured(String algorithm) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ResourceProperties(
                        List.of("a"),
                        List.of(new ResourceProperties.Issuer("i", issuer.jwksUri(), "/")),
                        List.of(algorithm),
                        Duration.ZERO,
                        Duration.ofSeconds(30),
                        Duration.ofHours(6),
                        Duration.ofSeconds(5)))
                .withMessageContaining(algorithm);
    }

    /** By and by: on a busy machine even a good answer may take longer than a short timeout. */
    private void comesToAccept(WlcgJwtDecoder impatient, String token) {
        await().ignoreException(JwtException.class).untilAsserted(() -> {
            clock.move(Duration.ofSeconds(31));
            assertThat(impatient.decode(token).getSubject()).isEqualTo("uploader");
        });
    }

    private void refused(String token) {
        assertThatExceptionOfType(BadJwtException.class).isThrownBy(() -> decoder.decode(token));
    }

    private static Date at(int secondsFromNow) {
        return Date.from(NOW.plusSeconds(secondsFromNow));
    }

    private static Named<Consumer<JWTClaimsSet.Builder>> row(String name, Consumer<JWTClaimsSet.Builder> change) {
        return Named.of(name, change);
    }
}
