package org.strainlake.rehearsal.campaign;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.strainlake.checksum.Sha256Checksum;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.rehearsal.stage.Stage;
import org.strainlake.rehearsal.verdict.DeliveredFiles;
import org.strainlake.rehearsal.verdict.EmbargoTrial;
import org.strainlake.rehearsal.verdict.Traces;
import org.strainlake.time.GpsTime;
import org.strainlake.token.TokenSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Puts the stream under an embargo, has an insider read it and an outsider try, and releases it. */
final class EmbargoCampaign {
    private static final String EMBARGO = "/v1/embargoes/streams/" + Stage.STREAM;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration UNTIL_RELEASE = Duration.ofSeconds(3);
    private static final Duration LONGEST_RELEASE = Duration.ofSeconds(60);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final Duration LONGEST_WITHHOLDING = Duration.ofSeconds(60);
    private static final int STORAGE_TRIES = 20;
    private static final int PIECES_OF_A_CHUNK = 5;
    private static final int PIECE_BYTES = 32;

    /** JSON Web Tokens whose header begins with alg, kid, typ or cty. */
    private static final List<String> BEGINNINGS_OF_TOKENS = List.of("eyJhbGci", "eyJraWQi", "eyJ0eXAi", "eyJjdHki");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http;
    private final Stage stage;
    private final TokenSource insider;
    private final TokenSource outsider;
    private final InstantSource clock;

    EmbargoCampaign(HttpClient http, Stage stage, InstantSource clock) throws IOException {
        this.http = http;
        this.stage = stage;
        this.insider = stage.tokens();
        this.outsider = stage.outsiderTokens();
        this.clock = clock;
    }

    /** Closes the stream, before its first chunk. */
    void begin() throws IOException, InterruptedException {
        var answer = change(Map.of("readers", readers()), "If-None-Match", "*");
        if (answer.statusCode() != 201) {
            throw new IOException("the embargo was not set: " + answer.statusCode() + " " + answer.body());
        }
    }

    /**
     * The trial of a run that is delivered.
     *
     * @param list {@code chunks.jsonl}
     * @param delivered directory with what was delivered to the insider
     */
    EmbargoTrial run(String run, Path list, Path delivered) throws IOException, InterruptedException {
        var chunks = chunks(list);
        long insiderRead = read(chunks, insider);
        long withheld = withheld(run, chunks.size());
        var learned = new ArrayList<String>();
        long attempts = 0;
        for (var service : Stage.SERVICES) {
            attempts += tryRoutes(service, run, chunks, learned);
        }
        attempts += tryStorage(learned);
        attempts += tryKafka(learned);
        var traces = new ArrayList<>(plaintext(delivered));
        var releasedAt = release();
        long anonymousRead = readOpen(chunks);
        long outsiderDelivered = delivered(list, chunks.size());
        traces.addAll(secrets());
        return new EmbargoTrial(
                insiderRead, withheld, attempts, learned, traces, releasedAt, anonymousRead, outsiderDelivered);
    }

    /** Chunks that the book says are withheld from the guest, once it says so of all of them. */
    private long withheld(String run, long chunks) throws IOException, InterruptedException {
        var deadline = clock.instant().plus(LONGEST_WITHHOLDING);
        while (true) {
            long withheld = 0;
            var answer = http.send(
                    request(Stage.LATENCY, "/v1/books/" + run, insider).GET().build(),
                    HttpResponse.BodyHandlers.ofString());
            for (var follower : JSON.readTree(answer.body()).path("followers")) {
                if (Stage.GUEST_FOLLOW.equals(follower.path("follower").asString())) {
                    withheld = follower.path("book").path("withheld").asLong();
                }
            }
            if (withheld >= chunks || clock.instant().isAfter(deadline)) {
                return withheld;
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    /** Chunks that the guest has once they are released. */
    private long delivered(Path list, long chunks) throws IOException, InterruptedException {
        var deadline = clock.instant().plus(LONGEST_RELEASE);
        while (true) {
            long good = DeliveredFiles.compare(stage.guestSink(), list, 0).good();
            if (good >= chunks || clock.instant().isAfter(deadline)) {
                return good;
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    private long tryKafka(List<String> learned) throws IOException, InterruptedException {
        var experiment = stage.lake().experiment();
        return new KafkaTries(stage.outsiderOnKafka(), stage.tag())
                .run(
                        Set.of("strainlake.events." + experiment + ".public"),
                        Set.of(
                                "strainlake.events." + experiment + ".proprietary",
                                "strainlake.announcements." + experiment,
                                "strainlake.journey",
                                "strainlake.embargoes",
                                "strainlake.clock"),
                        Set.of("notification-service", "downloader-service", "latency-service"),
                        learned);
    }

    /** Where pieces of the strain lie in clear, beside what is delivered into. */
    private Set<String> plaintext(Path delivered) throws IOException {
        var traces = new Traces();
        try (var files = Files.list(delivered)) {
            for (var file : files.toList()) {
                var bytes = Files.readAllBytes(file);
                for (int part = 1; part < PIECES_OF_A_CHUNK; part++) {
                    int from = bytes.length / PIECES_OF_A_CHUNK * part;
                    var piece = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PIECE_BYTES));
                    if (isTelling(piece)) {
                        traces.add("strain of " + file.getFileName(), piece);
                    }
                }
            }
        }
        if (traces.below(delivered, Set.of()).isEmpty()) {
            throw new IOException("the strain is not even found in " + delivered);
        }
        var found = new TreeSet<>(traces.below(stage.state(), stage.sinks()));
        found.addAll(traces.below(stage.logs(), Set.of()));
        return found;
    }

    /** Runs of one byte are anywhere. */
    private static boolean isTelling(byte[] piece) {
        var different = new HashSet<Byte>();
        for (byte each : piece) {
            different.add(each);
        }
        return piece.length == PIECE_BYTES && different.size() >= PIECE_BYTES / 2;
    }

    /** Secrets, keys and tokens in what the parts printed. */
    private Set<String> secrets() throws IOException, InterruptedException {
        var traces = new Traces();
        stage.secrets().forEach(traces::add);
        for (var beginning : BEGINNINGS_OF_TOKENS) {
            traces.add("a token", beginning.getBytes(StandardCharsets.US_ASCII));
        }
        var datasets = new ArrayList<DataIdentifier>();
        stage.dataLake().catalogue().datasets(stage.lake().scope(), stage.datasets(), datasets::add);
        for (var dataset : datasets) {
            var key = http.send(
                    request(Stage.UPLOADER, "/v1/keys/" + dataset.scope() + "/" + dataset.name(), null)
                            .GET()
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (key.statusCode() != 200) {
                throw new IOException("the key of " + dataset + " is not released: " + key.statusCode());
            }
            for (var each : JSON.readTree(key.body()).path("key")) {
                var value = each.path("keyData").path("value").asString();
                traces.add("the key of " + dataset, value.replace("=", "").getBytes(StandardCharsets.US_ASCII));
                traces.add("the key of " + dataset, Base64.getDecoder().decode(value));
            }
        }
        return traces.below(stage.logs(), Set.of());
    }

    /** A chunk's own name, and what its bytes sum to. */
    private static Map<String, Sha256Checksum> chunks(Path list) throws IOException {
        var chunks = new LinkedHashMap<String, Sha256Checksum>();
        try (var lines = Files.newBufferedReader(list)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var plain = JSON.readTree(line).path("plain");
                chunks.put(
                        plain.path("name").asString(),
                        new Sha256Checksum(plain.path("sha256").asString()));
            }
        }
        return chunks;
    }

    private List<String> readers() {
        return List.of("/" + stage.lake().experiment(), "client:" + stage.lake().clientId("rehearsal"));
    }

    private long read(Map<String, Sha256Checksum> chunks, @Nullable TokenSource as)
            throws IOException, InterruptedException {
        long good = 0;
        for (var chunk : chunks.entrySet()) {
            var answer = http.send(
                    request(Stage.DOWNLOADER, path(chunk.getKey()), as).GET().build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() == 200 && Sha256Checksum.of(answer.body()).equals(chunk.getValue())) {
                good++;
            }
        }
        return good;
    }

    private String path(String name) {
        return "/v1/chunks/" + stage.lake().scope() + "/" + name;
    }

    /** Every route that a service describes, with names of the run and with names that do not exist. */
    private long tryRoutes(String service, String run, Map<String, Sha256Checksum> chunks, List<String> learned)
            throws IOException, InterruptedException {
        var description = JSON.readTree(
                http.send(request(service, "/v3/api-docs", null).GET().build(), HttpResponse.BodyHandlers.ofString())
                        .body());
        long attempts = 0;
        for (var route : description.path("paths").properties()) {
            for (var operation : route.getValue().properties()) {
                var method = operation.getKey().toUpperCase(Locale.ROOT);
                for (var name : names(run, chunks)) {
                    var real = filled(route.getKey(), operation.getValue(), name, run);
                    for (var as : new TokenSource[] {null, outsider}) {
                        var answer = attempt(service, method, real, as);
                        var other = attempt(service, method, notThere(real), as);
                        attempts += 2;
                        if (tells(answer) || !answer.equals(notThere(other))) {
                            learned.add(method + " " + route.getKey() + " of " + service
                                    + (as == null ? " without a token" : " with an outsider's token") + ": "
                                    + answer.lines().findFirst().orElse(""));
                        }
                    }
                }
            }
        }
        return attempts;
    }

    /** A chunk as it is delivered, as it lies in the lake, and its dataset. */
    private List<String> names(String run, Map<String, Sha256Checksum> chunks) throws IOException {
        var chunk = chunks.keySet().stream().findFirst().orElseThrow(() -> new IOException("no chunks of " + run));
        var names = new ArrayList<>(List.of(chunk, chunk + ".sealed"));
        stage.dataLake()
                .catalogue()
                .datasets(stage.lake().scope(), stage.datasets(), dataset -> names.add(dataset.name()));
        return names;
    }

    /** The UTC day in which a chunk, or the first of a dataset, lies. */
    private static LocalDate day(String name) {
        var gps = Long.parseLong(name.split("-", -1)[2]);
        return LocalDate.ofInstant(GpsTime.ofSeconds(gps).toUtc(), ZoneOffset.UTC);
    }

    private String filled(String route, JsonNode operation, String name, String run) {
        var path = route.replace("{scope}", stage.lake().scope())
                .replace("{name}", name)
                .replace("{dataset}", name)
                .replace("{run}", run)
                .replace("{stream}", Stage.STREAM)
                .replace("{experiment}", stage.lake().experiment())
                .replace("{day}", day(name).toString())
                .replace("{file}", "SHA256SUMS")
                .replaceAll("\\{[^}]*}", "7b0c6f0e-1111-4222-8333-944445555666");
        var query = new ArrayList<String>();
        for (var parameter : operation.path("parameters")) {
            if ("query".equals(parameter.path("in").asString())) {
                switch (parameter.path("name").asString()) {
                    case "run" -> query.add("run=" + run);
                    case "experiment" -> query.add("experiment=" + stage.lake().experiment());
                    case "dataset", "datasets" ->
                        query.add(parameter.path("name").asString() + "="
                                + stage.lake().scope() + ":" + name);
                    default -> {
                        // left out: what is wrong with it would be answered before who asks
                    }
                }
            }
        }
        return query.isEmpty() ? path : path + "?" + String.join("&", query);
    }

    /** The same with the run's tag turned round, so that lengths stay and no such name exists. */
    private String notThere(String text) {
        var real = stage.tag();
        var other = new StringBuilder(real).reverse().toString();
        var mark = "\u0000";
        return text.replace(real, mark).replace(other, real).replace(mark, other);
    }

    private boolean tells(String answer) {
        return answer.startsWith("2") && answer.contains(stage.tag());
    }

    /** Status, headers and body, without what differs from one call to the next. */
    private String attempt(String service, String method, String path, @Nullable TokenSource as)
            throws IOException, InterruptedException {
        var body = "GET".equals(method) || "DELETE".equals(method)
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString("{}");
        var answer = http.send(
                request(service, path, as)
                        .header("Content-Type", "application/json")
                        .header("If-Match", "\"1\"")
                        .method(method, body)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return text(answer);
    }

    private static String text(HttpResponse<String> answer) {
        var headers = new TreeMap<>(answer.headers().map());
        headers.remove("date");
        headers.remove("connection"); // a server ends a connection after so many calls, whatever they ask
        headers.remove("keep-alive");
        return answer.statusCode() + " " + headers + "\n" + answer.body();
    }

    /** The bytes where they lie, and beside them. */
    private long tryStorage(List<String> learned) throws IOException, InterruptedException {
        var addresses = new ArrayList<URI>();
        var datasets = new ArrayList<DataIdentifier>();
        var lake = stage.dataLake().catalogue();
        lake.datasets(stage.lake().scope(), stage.datasets(), datasets::add);
        if (!datasets.isEmpty()) {
            lake.replicas(datasets, replica -> {
                if (addresses.size() < STORAGE_TRIES) {
                    replica.addresses().forEach(address -> addresses.add(address.url()));
                }
            });
        }
        long attempts = 0;
        for (var address : addresses) {
            for (var method : List.of("GET", "HEAD")) {
                for (var as : new TokenSource[] {null, outsider}) {
                    var answer = atStorage(method, stage.near(address), as);
                    var other = atStorage(method, stage.near(URI.create(notThere(address.toString()))), as);
                    attempts += 2;
                    if (answer.startsWith("2") || !answer.equals(notThere(other))) {
                        learned.add(method + " at the storage: "
                                + answer.lines().findFirst().orElse(""));
                    }
                }
            }
        }
        return attempts;
    }

    private String atStorage(String method, URI address, @Nullable TokenSource as)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(address).timeout(TIMEOUT).method(method, HttpRequest.BodyPublishers.noBody());
        if (as != null) {
            request.header(
                    "Authorization",
                    "Bearer " + as.token(address.getScheme() + "://" + address.getAuthority(), "openid"));
        }
        return text(http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1)));
    }

    private Instant release() throws IOException, InterruptedException {
        var at = clock.instant().plus(UNTIL_RELEASE);
        var answer = change(Map.of("readers", readers(), "release", at.toString()), "If-Match", "\"1\"");
        if (answer.statusCode() != 200) {
            throw new IOException("the release was not set: " + answer.statusCode() + " " + answer.body());
        }
        var deadline = at.plus(LONGEST_RELEASE);
        while (true) {
            var seen = http.send(
                    request(Stage.UPLOADER, EMBARGO, insider).GET().build(), HttpResponse.BodyHandlers.ofString());
            var releasedAt = seen.statusCode() == 200
                    ? JSON.readTree(seen.body()).path("releasedAt").asString("")
                    : "";
            if (!releasedAt.isEmpty()) {
                return Instant.parse(releasedAt);
            }
            if (clock.instant().isAfter(deadline)) {
                throw new IOException("the embargo was not released by " + deadline + ": " + seen.body());
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    /** What anybody reads, as soon as the downloader has heard of the release. */
    private long readOpen(Map<String, Sha256Checksum> chunks) throws IOException, InterruptedException {
        var deadline = clock.instant().plus(LONGEST_RELEASE);
        var first = Map.of(
                chunks.keySet().iterator().next(), chunks.values().iterator().next());
        while (read(first, null) == 0 && clock.instant().isBefore(deadline)) {
            Thread.sleep(BETWEEN_LOOKS);
        }
        return read(chunks, null);
    }

    private HttpResponse<String> change(Map<String, Object> wish, String condition, String version)
            throws IOException, InterruptedException {
        return http.send(
                request(Stage.UPLOADER, EMBARGO, insider)
                        .header("Content-Type", "application/json")
                        .header(condition, version)
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(wish)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String service, String path, @Nullable TokenSource as) throws IOException {
        var request = HttpRequest.newBuilder(stage.url(service).resolve(path)).timeout(TIMEOUT);
        if (as != null) {
            request.header("Authorization", "Bearer " + as.token(stage.audience(service), "openid"));
        }
        return request;
    }
}
