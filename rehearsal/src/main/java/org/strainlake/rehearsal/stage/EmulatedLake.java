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

/** The stand-in lake, which the stage starts itself: what it is told, and what the services are told of it. */
record EmulatedLake(Layout layout, String host, int port, int openWirePort, int stompPort, boolean faults) {
    private static final String EXPERIMENT = "virgo";
    private static final String SCOPE = "virgo";
    private static final String RSE = "CERN-PROMPT";

    /** Storage elements that copies are made at, where faults are taken. */
    static final List<String> COPY_RSES = List.of("CNAF-DISK", "CNAF-TAPE");

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Who may ask the issuer for what. */
    private static final Map<String, String> CLIENTS = clients();

    /** The same, reached under another name. */
    EmulatedLake at(String otherHost) {
        return new EmulatedLake(layout, otherHost, port, openWirePort, stompPort, faults);
    }

    /** What the services are told of it. */
    LakeDescription description() {
        var credentials = new LinkedHashMap<String, LakeDescription.Client>();
        CLIENTS.keySet().forEach(client -> credentials.put(client, new LakeDescription.Client(client, secret(client))));
        return new LakeDescription(
                "emulator",
                EXPERIMENT,
                SCOPE,
                RSE,
                null,
                null,
                null,
                new LakeDescription.Rucio(URI.create(address("/")), "rucio", "openid profile", null),
                new LakeDescription.Issuer(
                        address("/"), URI.create(address("/jwk")), URI.create(address("/token")), "/"),
                credentials,
                new LakeDescription.Events(
                        "tcp://" + host + ":" + openWirePort, null, null, "durable", "rucio.events", "rucio.tracer"));
    }

    /** What it is told itself. */
    Map<String, Object> settings() {
        var clients = CLIENTS.entrySet().stream()
                .map(client -> Map.of(
                        "client-id", client.getKey(),
                        "secret-file", secret(client.getKey()).toString(),
                        "scopes", List.of(client.getValue().split(" ", -1))))
                .toList();
        var settings = new LinkedHashMap<String, Object>();
        settings.put("server.address", "127.0.0.1");
        settings.put("server.port", port);
        settings.put(
                "strainlake.emulator.issuer",
                Map.of("directory", data("issuer"), "issuer", address("/"), "clients", clients));
        settings.put(
                "strainlake.emulator.broker",
                Map.of(
                        "directory",
                        data("broker"),
                        "openwire-port",
                        openWirePort,
                        "stomp-port",
                        stompPort,
                        "hermes-interval",
                        faults ? "200ms" : "1s"));
        settings.put(
                "strainlake.emulator.storage",
                Map.of(
                        "directory", data("storage"),
                        "url", address(""),
                        "elements", elements()));
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
                                                List.of("notification", "downloader", "latency", "guest")))));
        if (faults) {
            settings.put(
                    "strainlake.emulator.fault.key-file", faultKeyFile(layout).toString());
        }
        return settings;
    }

    private List<Map<String, Object>> elements() {
        var elements = new ArrayList<Map<String, Object>>();
        elements.add(Map.of("name", RSE, "attributes", Map.of("QoS", "prompt", "site", "CERN")));
        if (faults) {
            COPY_RSES.forEach(rse -> elements.add(Map.of("name", rse, "attributes", Map.of("site", "CNAF"))));
        }
        return elements;
    }

    /** Makes a secret for each client, and the key for faults. */
    void makeSecrets() throws IOException {
        Files.createDirectories(layout.state().resolve("secrets"));
        for (var client : CLIENTS.keySet()) {
            makeSecret(secret(client));
        }
        if (faults) {
            makeSecret(faultKeyFile(layout));
        }
    }

    private static void makeSecret(Path file) throws IOException {
        var random = new byte[24];
        RANDOM.nextBytes(random);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                file, Base64.getUrlEncoder().withoutPadding().encodeToString(random), StandardCharsets.US_ASCII);
    }

    /** Holds the key with which faults are added. */
    static Path faultKeyFile(Layout layout) {
        return layout.state().resolve("secrets").resolve("faults");
    }

    private Path secret(String client) {
        return layout.state().resolve("secrets").resolve(client);
    }

    private String address(String path) {
        return "http://" + host + ":" + port + path;
    }

    private String data(String part) {
        return layout.state().resolve("lake").resolve(part).toString();
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
        clients.put("outsider", "openid profile");
        clients.put("guest", "openid profile storage.read:/");
        return clients;
    }
}
