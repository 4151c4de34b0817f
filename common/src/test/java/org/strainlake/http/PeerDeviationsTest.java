package org.strainlake.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.strainlake.deviation.Subject;
import org.strainlake.deviation.ToldDeviations;
import org.strainlake.http.FakeServer.Reply;
import org.strainlake.lake.DataIdentifier;

/** What a call to another side tells of it. */
class PeerDeviationsTest {
    private static final Duration STALL = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final DataIdentifier DID = DataIdentifier.parse("virgo:chunk");

    private final ToldDeviations told = new ToldDeviations();
    private final OutboundHttp http = OutboundHttp.of(new HttpProperties(Duration.ofSeconds(2), null), told);
    private final Peer peer =
            new Peer(http, CircuitBreakerRegistry.ofDefaults(), "storage-127.0.0.1:80", Peer::isIllByStatus);
    private final CountDownLatch testOver = new CountDownLatch(1);

    PeerDeviationsTest() throws IOException {}

    @AfterEach
    void end() {
        testOver.countDown();
        http.close();
    }

    @ParameterizedTest
    @CsvSource({
        "503, answer-unavailable at storage",
        "500, answer-unavailable at storage",
        "429, answer-throttled at storage",
        "401, token-refused at storage"
    })
    void anAnswerThatIsNoneIsTold(int status, String deviation) throws IOException {
        try (var server = new FakeServer(asked -> Reply.of(status))) {
            peer.exchange(get(server.url("/"), STALL), STALL).close();
        }

        assertThat(told.all()).containsExactly(deviation);
    }

    @ParameterizedTest
    @CsvSource({"200", "404", "403", "412", "507"})
    void anAnswerThatOnlyDisagreesIsNot(int status) throws IOException {
        try (var server = new FakeServer(asked -> Reply.of(status))) {
            peer.exchange(get(server.url("/"), STALL), STALL).close();
        }

        assertThat(told.all()).isEmpty();
    }

    @Test
    void anAnswerThatDoesNotComeIsMissingAtTheFileThatTheThreadIsAtWorkOn() throws IOException {
        try (var server = new FakeServer(asked -> {
            testOver.await();
            return Reply.of(200);
        })) {
            assertThatThrownBy(() -> Subject.at(DID, () -> peer.exchange(get(server.url("/"), SHORT), SHORT)))
                    .isInstanceOf(IOException.class);

            assertThat(told.all()).containsExactly("answer-missing at storage of virgo:chunk");
        }
    }

    @Test
    void aConnectionThatEndsWithoutAnAnswerWasCut() throws IOException {
        try (var server = new FakeServer(asked -> Reply.dropped())) {
            var post = HttpRequest.newBuilder(server.url("/"))
                    .timeout(STALL)
                    .POST(HttpRequest.BodyPublishers.ofString("some bytes"))
                    .build();
            assertThatThrownBy(() -> peer.exchange(post, STALL)).isInstanceOf(IOException.class);
        }

        assertThat(told.all()).containsExactly("connection-cut at storage");
    }

    @Test
    void anAnswerWhoseBodyBreaksOffWasCut() throws IOException {
        try (var server = new FakeServer(asked -> Reply.of(200, "half").breakingOff(10));
                var answer = peer.exchange(get(server.url("/"), STALL), STALL)) {
            assertThatThrownBy(() -> answer.text(100)).isInstanceOf(IOException.class);
        }

        assertThat(told.all()).containsExactly("connection-cut at storage");
    }

    @Test
    void aServerThatIsNotThereIsAway() throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        assertThatThrownBy(
                        () -> peer.exchange(get(URI.create("http://127.0.0.1:" + port + "/?secret=1"), STALL), STALL))
                .isInstanceOf(IOException.class);
        assertThat(told.all()).containsExactly("part-away at storage");
    }

    @Test
    void ourOwnEndIsNoDeviation() throws IOException {
        try (var server = new FakeServer(asked -> {
            http.close();
            testOver.await();
            return Reply.of(200);
        })) {
            assertThatThrownBy(() -> peer.exchange(get(server.url("/"), STALL), STALL))
                    .isInstanceOf(IOException.class);
        }

        assertThat(told.all()).isEmpty();
    }

    private static HttpRequest get(URI url, Duration timeout) {
        return HttpRequest.newBuilder(url).timeout(timeout).build();
    }
}
