package org.strainlake.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.strainlake.http.FakeServer.Asked;
import org.strainlake.http.FakeServer.Reply;

class OutboundHttpTest {
    private static final Duration STALL = Duration.ofSeconds(20);

    private final OutboundHttp http = OutboundHttp.of(new HttpProperties(Duration.ofSeconds(2), null));
    private final CountDownLatch testOver = new CountDownLatch(1);

    OutboundHttpTest() throws IOException {}

    @AfterEach
    void end() {
        testOver.countDown();
        http.close();
    }

    @Test
    void aBodyThatStallsEndsTheReadingWithATimeout() throws IOException {
        try (var raw = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> sendHalfAnAnswer(raw));

            var answer =
                    http.send(get(URI.create("http://127.0.0.1:" + raw.getLocalPort() + "/")), Duration.ofMillis(200));

            assertThat(answer.body().readNBytes(3)).containsExactly('a', 'b', 'c');
            assertThatThrownBy(() -> answer.body().read()).isInstanceOf(HttpTimeoutException.class);
        }
    }

    @Test
    void aConnectionIsUsedAgainOnceTheAnswerWasRead() throws IOException {
        try (var server = new FakeServer(asked -> Reply.of(200, "unread".repeat(1000)))) {
            for (int i = 0; i < 3; i++) {
                http.send(get(server.url("/")), STALL).close();
            }

            assertThat(server.asked().stream().map(Asked::clientPort).distinct())
                    .hasSize(1);
        }
    }

    @Test
    void a401WithoutAChallengeIsAnAnswerLikeAnyOther() throws IOException {
        try (var server = new FakeServer(asked -> Reply.of(401, "no"));
                var answer = http.send(get(server.url("/")), STALL)) {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.text(10)).isEqualTo("no");
        }
    }

    @Test
    void aBodyThatBreaksOffIsAFailure() throws IOException {
        try (var server = new FakeServer(asked -> Reply.of(200, "half").breakingOff(10));
                var answer = http.send(get(server.url("/")), STALL)) {
            assertThatThrownBy(() -> answer.body().readAllBytes()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aRedirectIsNotFollowed() throws IOException {
        try (var server = new FakeServer(asked -> Reply.of(302).with("Location", "/elsewhere"));
                var answer = http.send(get(server.url("/")), STALL)) {
            assertThat(answer.status()).isEqualTo(302);
            assertThat(server.calls()).containsExactly("GET /");
        }
    }

    @Test
    void aPeerThatFailsAgainAndAgainIsLeftAlone() throws IOException {
        try (var server = new FakeServer(asked -> Reply.of(503))) {
            var peer = new Peer(http, withStoppedClock(), "ill", Peer::isIllByStatus);
            for (int i = 0; i < 10; i++) {
                peer.exchange(get(server.url("/")), STALL).close();
            }

            assertThatThrownBy(() -> peer.exchange(get(server.url("/")), STALL)).isInstanceOf(OutsideBusy.class);

            assertThat(peer.isWell()).isFalse();
            assertThat(server.asked()).hasSize(10);
        }
    }

    @Test
    void retryAfterIsReadAsSecondsOrDateAndBounded() {
        var now = Instant.parse("2026-11-23T07:00:00Z");

        assertThat(answering("7").retryAfter(now)).contains(Duration.ofSeconds(7));
        assertThat(answering("Mon, 23 Nov 2026 07:00:30 GMT").retryAfter(now)).contains(Duration.ofSeconds(30));
        assertThat(answering("Mon, 23 Nov 2026 06:00:00 GMT").retryAfter(now)).contains(Duration.ZERO);
        assertThat(answering("86400").retryAfter(now)).contains(Duration.ofMinutes(5));
        assertThat(answering("soon").retryAfter(now)).isEmpty();
    }

    private static CircuitBreakerRegistry withStoppedClock() {
        return CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
                .clock(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC))
                .build());
    }

    private static Answer answering(String retryAfter) {
        return new Answer(
                503,
                HttpHeaders.of(Map.of("Retry-After", List.of(retryAfter)), (name, value) -> true),
                InputStream.nullInputStream());
    }

    private void sendHalfAnAnswer(ServerSocket raw) {
        try (var socket = raw.accept()) {
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            testOver.await();
        } catch (IOException | InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private static HttpRequest get(URI url) {
        return HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(5)).build();
    }
}
