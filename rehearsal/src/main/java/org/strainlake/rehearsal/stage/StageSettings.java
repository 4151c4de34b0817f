package org.strainlake.rehearsal.stage;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.strainlake.token.TokenSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * What each part is told: ports, addresses, secrets, streams and follows. Written as one settings file a
 * part (JSON, which YAML readers read), secrets as files that only their owner reads.
 */
final class StageSettings {
    static final String STREAM = "rehearsal";
    static final String WARM_UP_STREAM = "warm-up";
    static final String FOLLOW = "rehearsal";
    static final String WARM_UP_FOLLOW = "warm-up";

    private static final String EXPERIMENT = "virgo";
    private static final String SCOPE = "virgo";
    private static final String RSE = "CERN-PROMPT";
    private static final int WARM_UP_RING = 50;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Who may ask the issuer for what. */
    private static final Map<String, String> CLIENTS = clients();

    private final Layout layout;
    private final String lakeHost;
    private final StrainShape strain;
    private final Path source;
    private final Map<String, Integer> ports;

    private StageSettings(Layout layout, String lakeHost, StrainShape strain, Path source, Map<String, Integer> ports) {
        this.layout = layout;
        this.lakeHost = lakeHost;
        this.strain = strain;
        this.source = source;
        this.ports = ports;
    }

    /**
     * Picks free ports, makes secrets and writes the settings of the lake.
     *
     * @param lakeHost host name under which every site addresses the lake
     */
    static StageSettings make(Layout layout, String lakeHost, StrainShape strain, Path source) throws IOException {
        var names = new ArrayList<>(List.of("kafka", "lake", "openwire", "stomp"));
        for (var service : Stage.SERVICES) {
            names.add(service);
            names.add(service + " management");
        }
        var free = Ports.free(names.size());
        var ports = new LinkedHashMap<String, Integer>();
        for (int i = 0; i < names.size(); i++) {
            ports.put(names.get(i), free.get(i));
        }
        var settings = new StageSettings(layout, lakeHost, strain, source, ports);
        settings.makeSecrets();
        settings.write("lake-emulator", settings.lake());
        return settings;
    }

    /** Writes the settings of the four services, which need a database. */
    void writeServices(String jdbcUrl, String user) throws IOException {
        for (var service : Stage.SERVICES) {
            var settings = service(service, jdbcUrl, user);
            var own = strainlake(service);
            switch (service) {
                case Stage.UPLOADER -> own.putAll(uploader());
                case Stage.DOWNLOADER -> own.putAll(downloader());
                case Stage.NOTIFICATION -> {
                    own.putAll(notification());
                    settings.put(
                            "spring.activemq.broker-url", "failover:(tcp://" + lakeHost + ":" + port("openwire") + ")");
                }
                default -> {
                    // the latency service needs nothing of its own
                }
            }
            settings.put("strainlake", own);
            write(service, settings);
        }
    }

    /** How a part is told where its settings are. */
    List<String> arguments(String part) {
        return List.of("--spring.config.additional-location=file:" + file(part));
    }

    int kafkaPort() {
        return port("kafka");
    }

    /** Ports of the lake that other sites connect to. */
    List<Integer> lakePorts() {
        return List.of(port("kafka"), port("lake"), port("openwire"));
    }

    URI url(String service) {
        return URI.create("http://127.0.0.1:" + port(service) + "/");
    }

    URI managementUrl(String service) {
        return URI.create("http://127.0.0.1:" + port(service + " management") + "/");
    }

    static String audience(String service) {
        return "https://" + service + ".strainlake";
    }

    TokenSource tokens(String client) throws IOException {
        return RehearsalTokens.of(URI.create("http://127.0.0.1:" + port("lake") + "/token"), client, secret(client));
    }

    /** Addresses, and a call with a token for each role. */
    List<String> hints() throws IOException {
        var hints = new ArrayList<String>();
        hints.add("");
        hints.add("Everything stays up until Ctrl-C:");
        for (var service : Stage.SERVICES) {
            hints.add(String.format(
                    java.util.Locale.ROOT,
                    "  %-21s %s  (API at v3/api-docs; health at %sactuator/health)",
                    service,
                    url(service),
                    managementUrl(service)));
        }
        hints.add("  lake-emulator         http://" + lakeHost + ":" + port("lake") + "/");
        hints.add("");
        hints.add("One call for each role, with a token that is good for an hour:");
        hints.add(call("reader", Stage.NOTIFICATION, "v1/events?experiment=" + EXPERIMENT + "&from=oldest"));
        hints.add(call("data-manager", Stage.UPLOADER, "v1/streams"));
        hints.add(call("operator", Stage.LATENCY, "v1/books"));
        return hints;
    }

    private String call(String client, String service, String path) throws IOException {
        return "  # " + client + "\n  curl -N -H 'Authorization: Bearer "
                + tokens(client).token(audience(service), "openid") + "' '" + url(service) + path + "'";
    }

    private Map<String, Object> lake() {
        var clients = CLIENTS.entrySet().stream()
                .map(client -> Map.of(
                        "client-id", client.getKey(),
                        "secret-file", secret(client.getKey()).toString(),
                        "scopes", List.of(client.getValue().split(" ", -1))))
                .toList();
        var settings = new LinkedHashMap<String, Object>();
        settings.put("server.address", "127.0.0.1");
        settings.put("server.port", port("lake"));
        settings.put(
                "strainlake.emulator.issuer",
                Map.of("directory", data("issuer"), "issuer", lakeAddress("/"), "clients", clients));
        settings.put(
                "strainlake.emulator.broker",
                Map.of("directory", data("broker"), "openwire-port", port("openwire"), "stomp-port", port("stomp")));
        settings.put(
                "strainlake.emulator.storage",
                Map.of(
                        "directory", data("storage"),
                        "url", lakeAddress(""),
                        "elements",
                                List.of(Map.of("name", RSE, "attributes", Map.of("QoS", "prompt", "site", "CERN")))));
        settings.put(
                "strainlake.emulator.catalogue",
                Map.of(
                        "directory", data("catalogue"),
                        "accounts",
                                List.of(
                                        Map.of("name", "root"),
                                        Map.of(
                                                "name",
                                                SCOPE,
                                                "subjects",
                                                List.of("uploader"),
                                                "admin",
                                                true,
                                                "scopes",
                                                List.of(SCOPE)),
                                        Map.of(
                                                "name",
                                                "cnaf",
                                                "subjects",
                                                List.of("notification", "downloader", "latency")))));
        return settings;
    }

    private String data(String part) {
        return layout.state().resolve("lake").resolve(part).toString();
    }

    private Map<String, Object> service(String service, String jdbcUrl, String user) {
        var settings = new LinkedHashMap<String, Object>();
        settings.put("server.address", "127.0.0.1");
        settings.put("server.port", port(service));
        settings.put("management.server.address", "127.0.0.1");
        settings.put("management.server.port", port(service + " management"));
        settings.put("spring.datasource.url", jdbcUrl + "?currentSchema=" + service.substring(0, service.indexOf('-')));
        settings.put("spring.datasource.username", user);
        settings.put("spring.datasource.password", "");
        settings.put("spring.cloud.stream.kafka.binder.brokers", lakeHost + ":" + kafkaPort());
        return settings;
    }

    private Map<String, Object> strainlake(String service) {
        var own = new LinkedHashMap<String, Object>();
        own.put(
                "experiments",
                Map.of(
                        EXPERIMENT,
                        Map.of(
                                "scopes", List.of(SCOPE),
                                "base-path", "/",
                                "readers", List.of("/virgo", "client:reader", "client:rehearsal"),
                                "data-managers",
                                        List.of("/virgo/data-manager", "client:data-manager", "client:rehearsal"),
                                "operators", List.of("/virgo/operator", "client:operator", "client:rehearsal"))));
        var client = client(service);
        own.put(
                "token",
                Map.of(
                        "client",
                        Map.of(
                                "token-endpoint", lakeAddress("/token"),
                                "client-id", client,
                                "client-secret-file", secret(client).toString()),
                        "resource",
                        Map.of(
                                "audiences",
                                List.of(audience(service)),
                                "issuers",
                                List.of(Map.of(
                                        "issuer",
                                        lakeAddress("/"),
                                        "jwks-uri",
                                        lakeAddress("/jwk"),
                                        "base-path",
                                        "/")))));
        own.put(
                "lake",
                Map.of(
                        "rucio", Map.of("url", lakeAddress("/")),
                        "storage", Map.of()));
        own.put("journey", Map.of("clock", client));
        return own;
    }

    private Map<String, Object> uploader() {
        return Map.of(
                "streams",
                Map.of(STREAM, stream("HOFT"), WARM_UP_STREAM, stream("WARMUP")),
                "replay",
                Map.of(
                        "roots",
                        List.of(source.toAbsolutePath().resolveSibling("").toString())));
    }

    private Map<String, Object> stream(String description) {
        var stream = new LinkedHashMap<String, Object>();
        stream.put("experiment", EXPERIMENT);
        stream.put("detector", strain.detector());
        stream.put("channel", strain.channel());
        stream.put("description", description);
        stream.put("sample-rate-hz", strain.sampleRateHz());
        stream.put("scope", SCOPE);
        stream.put("container", strain.detector() + "." + description);
        stream.put("rotation", "hour");
        stream.put("rse", RSE);
        return stream;
    }

    private Map<String, Object> downloader() {
        return Map.of(
                "follows",
                Map.of(
                        FOLLOW, follow("HOFT", layout.delivered(), 0),
                        WARM_UP_FOLLOW, follow("WARMUP", layout.state().resolve("warm-up"), WARM_UP_RING)));
    }

    private Map<String, Object> follow(String description, Path directory, int keep) {
        return Map.of(
                "experiment",
                EXPERIMENT,
                "datasets",
                SCOPE + ":*_" + description + "_*",
                "sinks",
                List.of(Map.of("directory", Map.of("path", directory.toString(), "keep", keep))));
    }

    private Map<String, Object> notification() {
        return Map.of();
    }

    private void makeSecrets() throws IOException {
        Files.createDirectories(layout.state().resolve("secrets"));
        for (var client : CLIENTS.keySet()) {
            var random = new byte[24];
            RANDOM.nextBytes(random);
            var file = secret(client);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    file, Base64.getUrlEncoder().withoutPadding().encodeToString(random), StandardCharsets.US_ASCII);
        }
    }

    private void write(String part, Map<String, Object> settings) throws IOException {
        Files.writeString(file(part), JSON.writeValueAsString(settings));
    }

    private Path file(String part) {
        return layout.state().resolve(part + ".yml");
    }

    private Path secret(String client) {
        return layout.state().resolve("secrets").resolve(client);
    }

    private String lakeAddress(String path) {
        return "http://" + lakeHost + ":" + port("lake") + path;
    }

    private int port(String name) {
        return java.util.Objects.requireNonNull(ports.get(name), name);
    }

    private static String client(String service) {
        return service.substring(0, service.indexOf('-'));
    }

    private static Map<String, String> clients() {
        var clients = new LinkedHashMap<String, String>();
        clients.put("uploader", "openid profile storage.read:/ storage.create:/ storage.modify:/");
        clients.put("notification", "openid profile");
        clients.put("downloader", "openid profile storage.read:/");
        clients.put("latency", "openid profile");
        clients.put("rehearsal", "openid profile");
        clients.put("reader", "openid profile storage.read:/");
        clients.put("data-manager", "openid profile");
        clients.put("operator", "openid profile");
        return clients;
    }
}
