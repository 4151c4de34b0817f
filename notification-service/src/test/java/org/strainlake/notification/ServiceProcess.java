package org.strainlake.notification;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.strainlake.local.Ports;
import tools.jackson.databind.json.JsonMapper;

/** The service as a process of its own, which can be killed and started again at the same ports. */
final class ServiceProcess implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Path log;
    private final int port;
    private final int managementPort;
    private final List<String> command = new ArrayList<>();
    private Process process;

    private ServiceProcess(Path log, Map<String, Object> settings) throws IOException {
        this.log = log;
        var ports = Ports.free(2);
        this.port = ports.get(0);
        this.managementPort = ports.get(1);
        var all = new HashMap<>(settings);
        all.put("server.port", port);
        all.put("server.address", "127.0.0.1");
        all.put("management.server.port", managementPort);
        all.put("management.server.address", "127.0.0.1");
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(NotificationApplication.class.getName());
        all.forEach((key, value) -> command.add("--" + key + "=" + value));
        this.process = launch();
    }

    /** Starts the service; it need not be ready when this returns. What it prints goes to {@code log}. */
    static ServiceProcess start(Path log, Map<String, Object> settings) throws IOException {
        return new ServiceProcess(log, settings);
    }

    /** Ends it as a power cut does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks it to end and waits until it has. */
    void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    /** Starts it again after it has ended. */
    void startAgain() throws IOException {
        process = launch();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    boolean isReady() throws InterruptedException {
        return health("readiness").contains("\"UP\"");
    }

    boolean isWriter() throws InterruptedException {
        var health = health("writer");
        return !health.isEmpty()
                && "writer"
                        .equals(JSON.readTree(health)
                                .path("details")
                                .path("instance")
                                .asString());
    }

    /** Whether it says that a part of it is well, or that it is not. */
    boolean says(String part, String status) throws InterruptedException {
        return health(part).contains("\"status\":\"" + status + "\"");
    }

    /** Everything it has printed since it was first started. */
    String printed() throws IOException {
        return Files.readString(log, UTF_8);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private Process launch() throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private String health(String part) throws InterruptedException {
        try {
            return HTTP.send(
                            HttpRequest.newBuilder(URI.create(
                                            "http://127.0.0.1:" + managementPort + "/actuator/health/" + part))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) { // it does not run, or not yet
            return "";
        }
    }
}
