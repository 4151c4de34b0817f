package org.strainlake.rehearsal.stage;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.strainlake.embargo.KeyEncryptionKeys;
import org.strainlake.kafka.login.KafkaLogins;
import org.strainlake.lake.DataLake;
import org.strainlake.local.KafkaAccess;
import org.strainlake.local.Ports;
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
    static final String GUEST_FOLLOW = "outsider";

    private static final String KAFKA_AUDIENCE = "https://kafka.strainlake";
    private static final int WARM_UP_RING = 50;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Layout layout;
    private final String lakeHost;
    private final LakeDescription lake;
    private final LakeDescription near;
    private final boolean emulated;
    private final String tag;
    private final StrainShape strain;
    private final Path source;
    private final StageOptions options;
    private final Map<String, Integer> ports;

    private StageSettings(
            Layout layout,
            String lakeHost,
            LakeDescription lake,
            LakeDescription near,
            boolean emulated,
            String tag,
            StrainShape strain,
            Path source,
            StageOptions options,
            Map<String, Integer> ports) {
        this.layout = layout;
        this.lakeHost = lakeHost;
        this.lake = lake;
        this.near = near;
        this.emulated = emulated;
        this.tag = tag;
        this.strain = strain;
        this.source = source;
        this.options = options;
        this.ports = ports;
    }

    /**
     * Picks free ports, and for the stand-in lake makes secrets and writes its settings.
     *
     * @param lakeHost host name under which every site addresses the parts of the lake that are started here
     * @param outside a lake that is there already; null for the stand-in
     * @param tag what the names of this rehearsal's runs have in common
     */
    static StageSettings make(
            Layout layout,
            String lakeHost,
            @Nullable LakeDescription outside,
            String tag,
            StrainShape strain,
            Path source,
            StageOptions options)
            throws IOException {
        var names = new ArrayList<>(List.of("kafka", "lake", "openwire", "stomp"));
        var services = new ArrayList<>(Stage.SERVICES);
        if (options.sealed()) {
            services.add(Stage.GUEST);
        }
        for (var service : services) {
            names.add(service);
            names.add(service + " management");
        }
        var free = Ports.free(names.size());
        var ports = new LinkedHashMap<String, Integer>();
        for (int i = 0; i < names.size(); i++) {
            ports.put(names.get(i), free.get(i));
        }
        if (outside != null) {
            return new StageSettings(layout, lakeHost, outside, outside, false, tag, strain, source, options, ports);
        }
        var emulator = new EmulatedLake(
                layout,
                lakeHost,
                free.get(1),
                free.get(2),
                free.get(3),
                options.harms().contains(StageOptions.Harm.LAKE));
        emulator.makeSecrets();
        var settings = new StageSettings(
                layout,
                lakeHost,
                emulator.description(),
                emulator.at("127.0.0.1").description(),
                true,
                tag,
                strain,
                source,
                options,
                ports);
        settings.write("lake-emulator", emulator.settings());
        return settings;
    }

    /** Writes the settings of the four services, which need a database. */
    void writeServices(String jdbcUrl) throws IOException {
        if (options.sealed()) {
            KeyEncryptionKeys.generate(kekFile());
        }
        for (var service : Stage.SERVICES) {
            var settings = service(service, jdbcUrl);
            var own = strainlake(service);
            switch (service) {
                case Stage.UPLOADER -> own.putAll(uploader());
                case Stage.DOWNLOADER -> own.putAll(downloader());
                case Stage.NOTIFICATION -> {
                    own.putAll(notification());
                    settings.put(
                            "spring.activemq.broker-url",
                            "failover:(" + lake.events().brokerUrl() + ")?maxReconnectDelay=1000");
                    if (lake.events().user() != null) {
                        settings.put("spring.activemq.user", lake.events().user());
                    }
                }
                default -> own.putAll(latency());
            }
            settings.put("strainlake", own);
            write(service, settings);
        }
    }

    /** Days are sealed soon: nobody wants to wait for it at the end of a rehearsal. */
    private Map<String, Object> latency() throws IOException {
        var key = layout.state().resolve("seal-key.pem");
        SealKey.generate(key);
        return Map.of(
                "clocks",
                options.harms().contains(StageOptions.Harm.CLOCK)
                        ? Map.of("addresses", clocks(), "interval", "1s")
                        : Map.of("addresses", clocks()),
                "seal",
                Map.of("key-file", key.toString(), "quiet", "3s", "interval", "1s"));
    }

    /** Where each service that takes stamps tells its clock, by the name of the clock. */
    private Map<String, String> clocks() {
        return Stage.SERVICES.stream()
                .filter(service -> !service.equals(Stage.LATENCY))
                .collect(Collectors.toMap(
                        StageSettings::role, service -> managementUrl(service).toString()));
    }

    /** Writes the settings of the guest, who is given no key. */
    void writeGuest(String jdbcUrl) throws IOException {
        var settings = service(Stage.GUEST, jdbcUrl);
        settings.put("spring.datasource.url", jdbcUrl + "?currentSchema=downloader");
        settings.put(
                "spring.cloud.stream.bindings.events-in-0.group",
                KafkaAccess.downloaderGroups(lake.clientId(role(Stage.GUEST))) + "service");
        var own = strainlake(Stage.GUEST);
        own.put("follows", Map.of(GUEST_FOLLOW, follow(datasets(), guestSink(), 0)));
        settings.put("strainlake", own);
        write(Stage.GUEST, settings);
    }

    Path guestSink() {
        return layout.state().resolve("guest");
    }

    /** Holds the key with which faults are added to the stand-in. */
    Path faultKeyFile() {
        return EmulatedLake.faultKeyFile(layout);
    }

    /** Where Kafka or the lake's stand-in listens. */
    int partPort(String part) {
        return port(Stage.LAKE.equals(part) ? "lake" : part);
    }

    Path warmUpSink() {
        return layout.state().resolve("warm-up");
    }

    /** How somebody's Kafka client logs in. */
    Map<String, Object> kafkaClient(String role) throws IOException {
        var client = new LinkedHashMap<String, Object>(KafkaLogins.with(tokens(role), KAFKA_AUDIENCE, "openid"));
        client.put("security.protocol", "SASL_PLAINTEXT");
        client.put("bootstrap.servers", lakeHost + ":" + port("kafka"));
        return client;
    }

    /** What no log may show: the clients' secrets and the key-encryption keys, by name. */
    Map<String, byte[]> secrets() throws IOException {
        var secrets = new LinkedHashMap<String, byte[]>();
        try (var files = Files.list(layout.state().resolve("secrets"))) {
            for (var file : files.toList()) {
                secrets.put("the secret of " + file.getFileName(), Files.readAllBytes(file));
            }
        }
        if (options.sealed()) {
            for (var key : JSON.readTree(Files.readString(kekFile())).path("key")) {
                secrets.put(
                        "a key-encryption key",
                        key.path("keyData").path("value").asString().getBytes(StandardCharsets.US_ASCII));
            }
        }
        return secrets;
    }

    /** How a part is told where its settings are. */
    List<String> arguments(String part) {
        return List.of("--spring.config.additional-location=file:" + file(part));
    }

    /** What the broker is told; a secured one also who may do what, in a file. */
    List<String> kafkaArguments() throws IOException {
        var arguments = new ArrayList<>(
                List.of(layout.state().resolve("kafka").toString(), Integer.toString(port("kafka")), lakeHost));
        if (kafkaIsSecured()) {
            var access = new ArrayList<>(List.of("experiments=" + lake.experiment()));
            for (var service : Stage.SERVICES) {
                access.add("subject." + role(service) + "=" + lake.clientId(role(service)));
            }
            access.add("readers." + lake.experiment() + "=" + lake.clientId("reader"));
            if (options.sealed()) {
                access.add("downloaders=" + lake.clientId(role(Stage.GUEST)));
            }
            var file = layout.state().resolve("kafka-access.properties");
            Files.write(file, access);
            var issuer = lake.issuer();
            arguments.addAll(
                    List.of(file.toString(), issuer.issuer(), issuer.jwksUri().toString(), KAFKA_AUDIENCE));
        }
        return arguments;
    }

    /** Whether Kafka takes tokens of the lake's issuer: the stand-in's, whose subjects are known. */
    boolean kafkaIsSecured() {
        return emulated;
    }

    /** Ports of the lake that other sites connect to. */
    List<Integer> lakePorts() {
        return emulated ? List.of(port("kafka"), port("lake"), port("openwire")) : List.of();
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

    /** The lake that the services are told of. */
    LakeDescription lakeDescription() {
        return lake;
    }

    /** Tokens for a service or role of the lake. */
    TokenSource tokens(String role) throws IOException {
        return new LakeAccess(near).tokens(role);
    }

    /** The catalogue and storages, as the downloader sees them. */
    DataLake dataLake() throws IOException {
        // The stand-in takes tokens for the name that the services know, also where this process reaches it under
        // another.
        var audience = emulated ? "http://" + lakeHost + ":" + port("lake") : "";
        return new LakeAccess(near).dataLake("downloader", audience);
    }

    /** What the names of this rehearsal's booked run begin with in a pattern of datasets. */
    String datasets() {
        return options.live() ? "*_" + live() + "*" : "*_HOFT_REPLAY_" + tag + "-*";
    }

    /** What the names of the live stream's files hold. */
    String liveDescription() {
        return strain.detector() + "_" + live();
    }

    /** Ends in the tag, since a live stream has no other: no name on a lake that stays is used twice. */
    private String live() {
        return "HOFT_LIVE_" + tag;
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
        hints.add(String.format(
                java.util.Locale.ROOT, "  %-21s %s", lake.name(), lake.rucio().url()));
        hints.add("");
        hints.add("One call for each role, with a token that is good for an hour:");
        call(hints, "reader", Stage.NOTIFICATION, "v1/events?experiment=" + lake.experiment() + "&from=oldest");
        call(hints, "data-manager", Stage.UPLOADER, "v1/streams");
        call(hints, "operator", Stage.LATENCY, "v1/books");
        return hints;
    }

    private void call(List<String> hints, String client, String service, String path) throws IOException {
        if (lake.client(client) == null) {
            return;
        }
        hints.add("  # " + client + "\n  curl -N -H 'Authorization: Bearer "
                + tokens(client).token(audience(service), "openid") + "' '" + url(service) + path + "'");
    }

    private Map<String, Object> service(String service, String jdbcUrl) {
        var settings = new LinkedHashMap<String, Object>();
        settings.put("server.address", "127.0.0.1");
        settings.put("server.port", port(service));
        settings.put("management.server.address", "127.0.0.1");
        settings.put("management.server.port", port(service + " management"));
        settings.put("spring.datasource.url", jdbcUrl + "?currentSchema=" + service.substring(0, service.indexOf('-')));
        settings.put("spring.datasource.username", role(service));
        settings.put("spring.datasource.password", "");
        settings.put("spring.flyway.user", role(service) + "_owner");
        settings.put("spring.flyway.password", "");
        settings.put("spring.cloud.stream.kafka.binder.brokers", lakeHost + ":" + port("kafka"));
        if (kafkaIsSecured()) { // without TLS, on loopback
            settings.put("spring.cloud.stream.kafka.binder.configuration[security.protocol]", "SASL_PLAINTEXT");
        }
        return settings;
    }

    private Map<String, Object> strainlake(String service) {
        var own = new LinkedHashMap<String, Object>();
        own.put(
                "experiments",
                Map.of(
                        lake.experiment(),
                        Map.of(
                                "scopes", List.of(lake.scope()),
                                "base-path", "/",
                                "readers", mayAs("", "reader"),
                                "data-managers", mayAs("/data-manager", "data-manager"),
                                "operators", mayAs("/operator", "operator"),
                                "data-access", mayAs("/data-access", "rehearsal"))));
        var role = role(service);
        var client = Objects.requireNonNull(lake.client(role), role);
        own.put(
                "token",
                Map.of(
                        "client",
                        Map.of(
                                "token-endpoint",
                                lake.issuer().tokenEndpoint().toString(),
                                "client-id",
                                client.id(),
                                "client-secret-file",
                                client.secretFile().toString()),
                        "resource",
                        Map.of(
                                "audiences",
                                List.of(audience(service)),
                                "issuers",
                                List.of(Map.of(
                                        "issuer",
                                        lake.issuer().issuer(),
                                        "jwks-uri",
                                        lake.issuer().jwksUri().toString(),
                                        "base-path",
                                        lake.issuer().basePath())))));
        var rucio = lake.rucio();
        own.put(
                "lake",
                Map.of(
                        "rucio",
                                Map.of(
                                        "url", rucio.url().toString(),
                                        "audience", rucio.audience(),
                                        "token-scope", rucio.tokenScope()),
                        "storage", Map.of()));
        if (lake.caFile() != null) {
            own.put("http", Map.of("ca-file", lake.caFile().toString()));
        }
        own.put("journey", Map.of("clock", role));
        if (kafkaIsSecured()) {
            own.put("kafka", Map.of("security", "oauthbearer", "audience", KAFKA_AUDIENCE));
        }
        return own;
    }

    /** A group of the experiment, and the clients who play that role. */
    private List<String> mayAs(String group, String role) {
        return List.of(
                "/" + lake.experiment() + group,
                "client:" + lake.clientId(role),
                "client:" + lake.clientId("rehearsal"));
    }

    private Map<String, Object> uploader() {
        var own = new LinkedHashMap<String, Object>(Map.of(
                "streams",
                Map.of(STREAM, booked(), WARM_UP_STREAM, stream("WARMUP", "WARMUP")),
                "replay",
                Map.of(
                        "roots",
                        List.of(source.toAbsolutePath().resolveSibling("").toString()))));
        if (options.sealed()) {
            own.put("sealing", Map.of("kek-file", kekFile().toString()));
            own.put("spool", Map.of("directory", layout.state().resolve("spool").toString()));
        }
        return own;
    }

    private Path kekFile() {
        return layout.state().resolve("kek.json");
    }

    private Map<String, Object> booked() {
        if (!options.live()) {
            return stream("HOFT", "HOFT");
        }
        var stream = stream(live(), "HOFT");
        stream.put("directory", Map.of("path", layout.source().toString()));
        return stream;
    }

    private Map<String, Object> stream(String description, String container) {
        var stream = new LinkedHashMap<String, Object>();
        stream.put("experiment", lake.experiment());
        stream.put("detector", strain.detector());
        stream.put("channel", strain.channel());
        stream.put("description", description);
        stream.put("sample-rate-hz", strain.sampleRateHz());
        stream.put("scope", lake.scope());
        stream.put("container", strain.detector() + "." + container);
        stream.put("rotation", "hour");
        stream.put("rse", lake.rse());
        stream.put("protection", options.sealed() ? "sealed" : "none");
        return stream;
    }

    private Map<String, Object> downloader() {
        var own = new LinkedHashMap<String, Object>(Map.of(
                "follows",
                Map.of(
                        FOLLOW, follow(datasets(), layout.delivered(), options.keep()),
                        WARM_UP_FOLLOW, follow("*_WARMUP_REPLAY_" + tag + "*", warmUpSink(), WARM_UP_RING))));
        if (options.sealed()) {
            own.put("sealing", Map.of("kek-file", kekFile().toString()));
        }
        return own;
    }

    private Map<String, Object> follow(String pattern, Path directory, int keep) {
        return Map.of(
                "experiment",
                lake.experiment(),
                "datasets",
                lake.scope() + ":" + pattern,
                "sinks",
                List.of(Map.of("directory", Map.of("path", directory.toString(), "keep", keep))));
    }

    private Map<String, Object> notification() {
        if (emulated) { // what goes otherwise than it should is told soon: nobody wants to wait for it in a rehearsal
            return options.harms().contains(StageOptions.Harm.LAKE)
                    ? Map.of("inbound", Map.of("late", "4s"), "reconcile", Map.of("transfer-end", "9s"))
                    : Map.of();
        }
        var events = lake.events();
        return Map.of(
                "inbound",
                Map.of(
                        "subscription", events.subscription(),
                        "client-id", LakeAccess.CLIENT_ID,
                        "events", events.events(),
                        "traces", events.traces()),
                "reconcile",
                Map.of("datasets", List.of(lake.scope() + ":" + datasets()), "rses", List.of(lake.rse())));
    }

    private void write(String part, Map<String, Object> settings) throws IOException {
        Files.writeString(file(part), JSON.writeValueAsString(settings));
    }

    private Path file(String part) {
        return layout.state().resolve(part + ".yml");
    }

    private int port(String name) {
        return Objects.requireNonNull(ports.get(name), name);
    }

    /** What a service is called where it acts: its clock, its client, its role in the database. */
    static String role(String service) {
        return service.substring(0, service.indexOf('-'));
    }
}
