package org.strainlake.emulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Settings for an emulator inside a test, with a lake like the test bed's: the protected storages {@code CERN-PROMPT},
 * {@code CNAF-DISK} and {@code EGO-ARCHIVE}, the account {@code virgo} that may change everything in the scope
 * {@code virgo} and the accounts {@code cnaf} and {@code outsider} that may not, and the clients {@code uploader},
 * {@code rehearsal} (mapped to {@code virgo}), {@code notification}, {@code downloader} and {@code latency} (mapped to
 * {@code cnaf}). A client's secret is its name followed by {@code -secret}, an account's password its name followed by
 * {@code -password}.
 */
public final class EmulatorSettings {
    private static final String PREFIX = "strainlake.emulator.";
    private static final List<String> CLIENTS =
            List.of("uploader", "rehearsal", "notification", "downloader", "latency");
    private static final String STORAGE_SCOPES =
            "openid,profile,wlcg.groups,storage.read:/,storage.create:/,storage.modify:/";

    private final Path directory;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, String> clientPrefixes = new LinkedHashMap<>();
    private int users;
    private int exchanges;
    private int elements;
    private int accounts;

    private EmulatorSettings(Path directory) {
        this.directory = directory;
    }

    /**
     * The usual lake, with all of its data below {@code directory}. What lies there already is taken up.
     *
     * @throws IOException if the secrets cannot be written
     */
    public static EmulatorSettings inDirectory(Path directory) throws IOException {
        var settings = new EmulatorSettings(directory.toAbsolutePath());
        settings.with("server.address", "127.0.0.1")
                .with("server.port", "0")
                .with("server.shutdown", "immediate")
                .with(PREFIX + "data-directory", directory.toAbsolutePath().toString())
                .hermesInterval(Duration.ofMillis(100))
                .with(PREFIX + "catalogue.daemon-interval", "100ms");
        settings.element("CERN-PROMPT", Map.of("country", "CH", "site", "CERN", "QoS", "prompt", "tier", "0"))
                .element("CNAF-DISK", Map.of("country", "IT", "site", "CNAF", "QoS", "disk", "tier", "1"))
                .element("EGO-ARCHIVE", Map.of("country", "IT", "site", "EGO", "QoS", "archive", "tier", "1"));
        for (var client : CLIENTS) {
            settings.client(client, STORAGE_SCOPES, "/virgo");
        }
        settings.account("root", "", true, "")
                .account("virgo", "uploader,rehearsal", true, "virgo,user.virgo")
                .account("cnaf", "notification,downloader,latency", false, "user.cnaf")
                .account("outsider", "", false, "")
                .with(PREFIX + "catalogue.accounts[3].quota", "false");
        return settings;
    }

    /** Sets or replaces any setting of the emulator. */
    public EmulatorSettings with(String key, String value) {
        values.put(key, value);
        return this;
    }

    /** How often events are relayed. */
    public EmulatorSettings hermesInterval(Duration pause) {
        return with(PREFIX + "broker.hermes-interval", pause.toMillis() + "ms");
    }

    /** Adds a storage, protected by tokens. */
    public EmulatorSettings element(String name, Map<String, String> attributes) {
        var prefix = PREFIX + "storage.elements[" + elements++ + "].";
        attributes.forEach((key, value) -> with(prefix + "attributes." + key, value));
        return with(prefix + "name", name).with(prefix + "attributes.experiment", "virgo");
    }

    /** Lets anybody into a storage that was added. */
    public EmulatorSettings open(String element) {
        return with(ofElement(element) + "access", "open");
    }

    /** Makes a storage that was added overwrite in spite of {@code If-None-Match: *}. */
    public EmulatorSettings ignoringIfNoneMatch(String element) {
        return with(ofElement(element) + "honours-if-none-match", "false");
    }

    private String ofElement(String element) {
        for (int i = 0; i < elements; i++) {
            var prefix = PREFIX + "storage.elements[" + i + "].";
            if (element.equals(values.get(prefix + "name"))) {
                return prefix;
            }
        }
        throw new IllegalArgumentException("no storage element " + element);
    }

    /**
     * Adds a client.
     *
     * @param scopes scopes it may ask for, separated by commas
     * @param groups its groups, separated by commas; may be empty
     */
    public EmulatorSettings client(String name, String scopes, String groups) throws IOException {
        return publicClient(name, scopes)
                .ofClient(name, "secret-file", secret(name, name + "-secret").toString())
                .ofClient(name, "groups", groups);
    }

    /**
     * Adds a client without a secret, as an application in a browser is.
     *
     * @param scopes scopes it may ask for, separated by commas
     */
    public EmulatorSettings publicClient(String name, String scopes) {
        clientPrefixes.put(name, PREFIX + "issuer.clients[" + clientPrefixes.size() + "].");
        return ofClient(name, "client-id", name).ofClient(name, "scopes", scopes);
    }

    /**
     * Says how a client that was added may get tokens.
     *
     * @param grantTypes of {@code client_credentials} (nothing else, unless this is called), {@code authorization_code},
     *     {@code refresh_token} and {@code token_exchange}, separated by commas
     */
    public EmulatorSettings grantTypes(String client, String grantTypes) {
        return ofClient(client, "grant-types", grantTypes);
    }

    /** Says where a login at a client that was added may lead back to, to the letter. */
    public EmulatorSettings redirectUri(String client, String redirectUri) {
        return ofClient(client, "redirect-uris[0]", redirectUri);
    }

    private EmulatorSettings ofClient(String name, String key, String value) {
        var prefix = clientPrefixes.get(name);
        if (prefix == null) {
            throw new IllegalArgumentException("no client " + name);
        }
        return with(prefix + key, value);
    }

    /**
     * Adds a user, whose password is the name followed by {@code -password}.
     *
     * @param subject what the user's tokens carry as {@code sub}
     * @param groups groups that every token with groups carries, separated by commas; may be empty
     * @param optionalGroups groups given only if asked for by name, separated by commas; may be empty
     */
    public EmulatorSettings user(String name, UUID subject, String groups, String optionalGroups) throws IOException {
        var prefix = PREFIX + "issuer.users[" + users++ + "].";
        return with(prefix + "name", name)
                .with(prefix + "subject", subject.toString())
                .with(prefix + "password-file", secret(name, name + "-password").toString())
                .with(prefix + "groups", groups)
                .with(prefix + "optional-groups", optionalGroups);
    }

    /**
     * Lets a client exchange tokens.
     *
     * @param from client that the tokens were given to; {@code *} for any
     * @param to client that exchanges them
     * @param scopes scopes the new tokens may carry, separated by commas
     */
    public EmulatorSettings exchange(String from, String to, String scopes) {
        var prefix = PREFIX + "issuer.exchanges[" + exchanges++ + "].";
        return with(prefix + "from", from).with(prefix + "to", to).with(prefix + "scopes", scopes);
    }

    /**
     * Adds an account.
     *
     * @param subjects OIDC subjects it belongs to, separated by commas; may be empty
     * @param scopes scopes it owns, separated by commas; may be empty
     */
    public EmulatorSettings account(String name, String subjects, boolean admin, String scopes) throws IOException {
        var prefix = PREFIX + "catalogue.accounts[" + accounts++ + "].";
        return with(prefix + "name", name)
                .with(prefix + "subjects", subjects)
                .with(prefix + "admin", String.valueOf(admin))
                .with(prefix + "scopes", scopes)
                .with(prefix + "password-file", secret(name, name + "-password").toString());
    }

    /** File that holds a client's secret or an account's password and nothing else. */
    public Path secretFile(String name) {
        return directory.resolve("secrets").resolve(name);
    }

    private Path secret(String name, String text) throws IOException {
        var file = secretFile(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    String[] arguments() {
        return values.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
    }
}
