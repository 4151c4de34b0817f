package org.strainlake.testbed.events;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A service as it is shipped: its jar, run as a process of its own. */
final class Service implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofMinutes(2);
    private static final long LONGEST_END_SECONDS = 30;

    private final Process process;
    private final URI url;

    private Service(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    /** Starts it; returns once it is ready to serve. What it says goes to a file in the directory. */
    static Service start(String name, Path directory, Map<String, Object> settings) throws IOException {
        int port = freePort();
        int management = freePort();
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                Path.of(System.getProperty("strainlake.services"), name + "-exec.jar")
                        .toString(),
                "--server.address=127.0.0.1",
                "--server.port=" + port,
                "--management.server.port=" + management));
        settings.forEach((key, value) -> command.add("--" + key + "=" + value));
        File log = directory.resolve(name + ".log").toFile();
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
        var service = new Service(process, URI.create("http://127.0.0.1:" + port + "/"));
        var health = URI.create("http://127.0.0.1:" + management + "/actuator/health/readiness");
        await().atMost(LONGEST_START)
                .failFast(name + " ended while it started, see " + log, () -> !process.isAlive())
                .until(() -> answersOk(health));
        return service;
    }

    /** Where it serves. */
    URI url() {
        return url;
    }

    private static boolean answersOk(URI uri) throws InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit()
                .completeOnTimeout(process, LONGEST_END_SECONDS, TimeUnit.SECONDS)
                .join();
        process.destroyForcibly();
        process.onExit().join();
    }
}
