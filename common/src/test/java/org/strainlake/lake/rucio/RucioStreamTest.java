package org.strainlake.lake.rucio;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.strainlake.http.HttpProperties;
import org.strainlake.http.OutboundHttp;
import org.strainlake.http.Peer;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.webdav.FakeTokens;

/** Lists are handed on as they come: what is on its way is bounded, whatever the length of the list. */
class RucioStreamTest {
    private static final DataIdentifier DATASET = new DataIdentifier("virgo", "V1.hoft");
    private static final int LINES = 7_000;

    /** Buffers of two sockets, of the client and of its reader; the whole list is several times as long. */
    private static final long ON_ITS_WAY_BYTES = 8L << 20;

    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final OutboundHttp http = OutboundHttp.of(new HttpProperties(Duration.ofSeconds(2), null));

    RucioStreamTest() throws IOException {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void end() {
        server.stop(0);
        http.close();
    }

    @Test
    void theFirstReplicaIsHandedOnBeforeTheListEnds() throws IOException {
        var handedOn = new CountDownLatch(1);
        answering(out -> {
            out.write(line(0));
            out.flush();
            await(handedOn);
            out.write(line(1));
        });
        var seen = new AtomicLong();

        catalogue().replicas(List.of(DATASET), replica -> {
            seen.incrementAndGet();
            handedOn.countDown();
        });

        assertThat(seen).hasValue(2);
    }

    @Test
    void aListLongerThanWhatMayBeOnItsWayIsHeldBackByItsReader() throws IOException {
        var sent = new AtomicLong();
        answering(out -> {
            for (int i = 0; i < LINES; i++) {
                byte[] line = line(i);
                out.write(line);
                sent.addAndGet(line.length);
            }
        });
        int length = line(0).length;
        var read = new AtomicLong();
        var farthestAhead = new AtomicLong();

        catalogue().replicas(List.of(DATASET), replica -> {
            long number = read.getAndIncrement();
            farthestAhead.accumulateAndGet(sent.get() - number * length, Math::max);
        });

        assertThat(read).hasValue(LINES);
        assertThat(sent.get()).isGreaterThan(3 * ON_ITS_WAY_BYTES);
        assertThat(farthestAhead.get()).isLessThan(ON_ITS_WAY_BYTES);
    }

    private interface Body {
        void write(OutputStream out) throws IOException;
    }

    private void answering(Body body) {
        server.createContext("/replicas/list", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.getResponseHeaders().set("Content-Type", "application/x-json-stream");
                exchange.sendResponseHeaders(200, 0);
                try (var out = new BufferedOutputStream(exchange.getResponseBody())) {
                    body.write(out);
                }
            }
        });
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("the test is over", stopped);
        }
    }

    /** All of the same length, some ten times that of Rucio's own. */
    private static byte[] line(int number) {
        String name = "V-V1_HOFT_REPLAY_7K3Q-%010d-1.h5".formatted(number);
        String url = "https://storage.example:443/" + "directory/".repeat(400) + name;
        return ("{\"scope\": \"virgo\", \"name\": \"" + name
                        + "\", \"bytes\": 35000, \"adler32\": \"0b587cce\", \"pfns\": {\"" + url
                        + "\": {\"rse\": \"CERN-PROMPT\", \"priority\": 1}}}\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private RucioCatalogue catalogue() {
        var url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        return new RucioCatalogue(
                new RucioProperties(url, "rucio", "openid profile", Duration.ofSeconds(20), null),
                new Peer(http, CircuitBreakerRegistry.ofDefaults(), "rucio", RucioCatalogue::isIll),
                new FakeTokens(),
                InstantSource.system());
    }
}
