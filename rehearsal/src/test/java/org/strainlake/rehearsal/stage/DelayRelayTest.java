package org.strainlake.rehearsal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.strainlake.local.Ports;

class DelayRelayTest {
    private static final Duration DELAY = Duration.ofMillis(40);

    @Test
    void aRoundTripTakesAtLeastTwiceTheDelay() throws IOException {
        try (var server = echo();
                var relay = relayTo(server);
                var client = new Socket(relay.address(), port(relay))) {
            client.getOutputStream().write(7); // the first round trip includes connecting
            assertThat(client.getInputStream().read()).isEqualTo(7);

            long start = System.nanoTime();
            client.getOutputStream().write(8);
            assertThat(client.getInputStream().read()).isEqualTo(8);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(DELAY.multipliedBy(2));
        }
    }

    @Test
    void everyByteArrivesInOrderAndTheEndIsPassedOn() throws Exception {
        var sent = new byte[3_000_000];
        new Random(1).nextBytes(sent);
        try (var server = echo();
                var relay = relayTo(server);
                var client = new Socket(relay.address(), port(relay))) {
            var received = CompletableFuture.supplyAsync(() -> {
                try {
                    return client.getInputStream().readAllBytes();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            client.getOutputStream().write(sent);
            client.shutdownOutput();

            assertThat(received.get()).isEqualTo(sent);
        }
    }

    private final java.util.Map<DelayRelay, Integer> ports = new java.util.HashMap<>();

    private DelayRelay relayTo(ServerSocket server) throws IOException {
        int port = Ports.free(1).getFirst();
        var relay = DelayRelay.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()),
                DELAY);
        ports.put(relay, port);
        return relay;
    }

    private int port(DelayRelay relay) {
        return ports.get(relay);
    }

    private static ServerSocket echo() throws IOException {
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try (var socket = server.accept()) {
                socket.getInputStream().transferTo(socket.getOutputStream());
            } catch (IOException e) {
                // the test is over
            }
        });
        return server;
    }
}
