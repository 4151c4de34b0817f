package org.strainlake.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.health.contributor.Status;
import org.strainlake.http.FakeServer;
import org.strainlake.http.FakeServer.Reply;
import org.strainlake.http.HttpProperties;
import org.strainlake.http.OutboundHttp;
import org.strainlake.http.OutsideBusy;
import org.strainlake.http.Peer;
import org.strainlake.http.RawServer;
import org.strainlake.http.SetClock;

class ClientCredentialsTokensTest {
    private static final String SECRET = "s+cret/ß";

    @TempDir
    Path dir;

    private final SetClock clock = new SetClock();
    private final AtomicInteger given = new AtomicInteger();
    private final OutboundHttp http = OutboundHttp.of(new HttpProperties(Duration.ofSeconds(2), null));
    private final FakeServer issuer = new FakeServer(asked -> token(given.incrementAndGet(), 3600));
    private ClientCredentialsTokens tokens;

    ClientCredentialsTokensTest() throws IOException {}

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(dir.resolve("secret"), SECRET + "\n");
        tokens = source(issuer.url("/token"));
    }

    private ClientCredentialsTokens source(URI endpoint) {
        return new ClientCredentialsTokens(
                new TokenClientProperties(endpoint, "uploader", dir.resolve("secret"), Duration.ofSeconds(5)),
                new Peer(http, CircuitBreakerRegistry.ofDefaults(), "issuer", Peer::isIllByStatus),
                clock);
    }

    @AfterEach
    void end() {
        issuer.close();
        http.close();
    }

    @Test
    void theSecretGoesByBasicAuthenticationFormEncodedFirst() throws IOException {
        tokens.token("rucio", "openid profile");

        var asked = issuer.asked().getFirst();
        assertThat(asked.text()).isEqualTo("grant_type=client_credentials&scope=openid+profile&audience=rucio");
        assertThat(asked.header("Authorization"))
                .isEqualTo("Basic "
                        + Base64.getEncoder()
                                .encodeToString("uploader:s%2Bcret%2F%C3%9F".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void aTokenIsKeptForItsAudienceAndScope() throws IOException {
        String first = tokens.token("rucio", "openid");

        assertThat(tokens.token("rucio", "openid")).isEqualTo(first);
        assertThat(tokens.token("rucio", "openid profile")).isNotEqualTo(first);
        assertThat(tokens.token("storage", "openid")).isNotEqualTo(first);
        assertThat(issuer.asked()).hasSize(3);
    }

    @Test
    void aTokenIsRenewedAsideBeforeItExpires() throws IOException {
        String first = tokens.token("rucio", "openid");
        clock.pass(Duration.ofMinutes(49));

        assertThat(tokens.token("rucio", "openid")).isEqualTo(first);

        await().untilAsserted(() -> assertThat(tokens.token("rucio", "openid")).isNotEqualTo(first));
        assertThat(issuer.asked()).hasSize(2);
    }

    @Test
    void aTokenIsNotUsedInItsLastSeconds() throws IOException {
        String first = tokens.token("rucio", "openid");
        clock.pass(Duration.ofSeconds(3596));

        assertThat(tokens.token("rucio", "openid")).isNotEqualTo(first);
    }

    @Test
    void manyWaitersAskTheIssuerOnce() throws Exception {
        var mayAnswer = new CountDownLatch(1);
        issuer.script(asked -> {
            mayAnswer.await();
            return token(given.incrementAndGet(), 3600);
        });
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<Callable<String>>();
            for (int i = 0; i < 20; i++) {
                calls.add(() -> tokens.token("rucio", "openid"));
            }
            var answers = calls.stream().map(callers::submit).toList();
            await().until(() -> !issuer.asked().isEmpty());
            mayAnswer.countDown();

            for (var answer : answers) {
                assertThat(answer.get()).isEqualTo("token-1");
            }
        }
        assertThat(issuer.asked()).hasSize(1);
    }

    @Test
    void aRefusalIsNotRetriedAndRemembered() {
        issuer.script(asked -> Reply.of(400, "{\"error\":\"invalid_scope\",\"error_description\":\"" + SECRET + "\"}"));

        assertThatThrownBy(() -> tokens.token("rucio", "wrong"))
                .isInstanceOfSatisfying(
                        OutsideBusy.class, busy -> assertThat(busy.pause()).isEqualTo(Duration.ofSeconds(30)))
                .hasMessageContaining("invalid_scope")
                .hasMessageNotContaining(SECRET);
        assertThatThrownBy(() -> tokens.token("rucio", "wrong")).isInstanceOf(OutsideBusy.class);

        assertThat(issuer.asked()).hasSize(1);
        assertThat(tokens.trouble())
                .hasValueSatisfying(trouble -> assertThat(trouble).contains("400"));
    }

    @Test
    void afterARefusalTheIssuerIsAskedAgainInTime() throws IOException {
        issuer.script(asked -> Reply.of(401, "{\"error\":\"unauthorized\"}"));
        assertThatThrownBy(() -> tokens.token("rucio", "openid")).isInstanceOf(OutsideBusy.class);
        issuer.script(asked -> token(7, 3600));
        clock.pass(Duration.ofSeconds(31));

        assertThat(tokens.token("rucio", "openid")).isEqualTo("token-7");
        assertThat(tokens.trouble()).isEmpty();
    }

    @Test
    void anIssuerThatFailsIsAskedThreeTimes() throws IOException {
        issuer.script(asked -> issuer.asked().size() < 3 ? Reply.of(502) : token(1, 3600));

        assertThat(tokens.token("rucio", "openid")).isEqualTo("token-1");

        assertThat(issuer.asked()).hasSize(3);
    }

    @Test
    void onlyTheTokenThatWasRefusedIsForgotten() throws IOException {
        String first = tokens.token("rucio", "openid");
        tokens.invalidate("rucio", "openid", first);
        String second = tokens.token("rucio", "openid");

        tokens.invalidate("rucio", "openid", first);

        assertThat(second).isNotEqualTo(first);
        assertThat(tokens.token("rucio", "openid")).isEqualTo(second);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -300, Long.MIN_VALUE})
    void aTokenThatSeemsToBeBornExpiredIsUsedAndCausesNoStorm(long seconds) throws IOException {
        issuer.script(asked -> token(given.incrementAndGet(), seconds));

        for (int i = 0; i < 20; i++) {
            tokens.token("rucio", "openid");
        }

        assertThat(issuer.asked()).hasSize(1);
    }

    @Test
    void aLifeThatNoTokenHasIsNotBelieved() throws IOException {
        issuer.script(asked -> token(1, Long.MAX_VALUE));

        assertThat(tokens.token("rucio", "openid")).isEqualTo("token-1");
    }

    @Test
    void aTokenRefusedAsSoonAsItCameIsNotReplacedOverAndOver() throws IOException {
        for (int i = 0; i < 20; i++) {
            tokens.invalidate("rucio", "openid", tokens.token("rucio", "openid"));
        }
        assertThat(issuer.asked()).hasSize(2);

        clock.pass(Duration.ofSeconds(10));
        tokens.invalidate("rucio", "openid", tokens.token("rucio", "openid"));
        tokens.token("rucio", "openid");

        assertThat(issuer.asked()).hasSize(3);
    }

    @Test
    void anIssuersClockFiveMinutesOffIsNamedAndItsTokensAreUsed() throws IOException {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                clock.instant().plus(Duration.ofMinutes(5)).atZone(ZoneOffset.UTC));
        try (var ahead = new RawServer(head -> "HTTP/1.1 200 OK\r\nConnection: close\r\nDate: " + date
                + "\r\n\r\n{\"access_token\": \"token-1\", \"expires_in\": 3600}")) {
            var fromAhead = source(ahead.url());

            assertThat(fromAhead.token("rucio", "openid")).isEqualTo("token-1");

            var health = new IssuerHealth(fromAhead).health();
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails()).containsEntry("clock", "300 s ahead of ours");
        }
    }

    @Test
    void aClockThatIsSetBackDoesNotMakeARefusalLonger() throws IOException {
        issuer.script(asked -> Reply.of(401, "{\"error\":\"unauthorized\"}"));
        assertThatThrownBy(() -> tokens.token("rucio", "openid")).isInstanceOf(OutsideBusy.class);
        issuer.script(asked -> token(7, 3600));
        clock.pass(Duration.ofMinutes(-5));

        assertThat(tokens.token("rucio", "openid")).isEqualTo("token-7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html><title>Login</title></html>", "", "[]", "{\"access_token\": {}}"})
    void aPageIsNoToken(String page) {
        issuer.script(asked -> Reply.of(200, page).with("Content-Type", "text/html"));

        assertThatThrownBy(() -> tokens.token("rucio", "openid"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the issuer answered");
    }

    private static Reply token(int number, long seconds) {
        return Reply.of(
                200,
                "{\"access_token\":\"token-" + number + "\",\"token_type\":\"Bearer\",\"expires_in\":" + seconds
                        + ",\"scope\":\"x\"}");
    }
}
