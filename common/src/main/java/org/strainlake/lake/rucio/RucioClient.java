package org.strainlake.lake.rucio;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.strainlake.http.Answer;
import org.strainlake.http.Attempts;
import org.strainlake.http.ClockDifference;
import org.strainlake.http.OutsideBusy;
import org.strainlake.http.Peer;
import org.strainlake.lake.CatalogueRefusal;
import org.strainlake.lake.DataIdentifier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Rucio's REST: who asks, what an error means, and lists that are read line by line. A refused login is
 * renewed once within a call; questions are asked up to three times, changes once. What does not look as
 * Rucio answers, such as a proxy's page, is a failure whatever its status: never an empty list, nor done.
 */
final class RucioClient {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int ANSWER_BYTES = 8 * 1024 * 1024;

    /** Where Rucio sends who asks for its own account: the name, alone or after the way to it. */
    private static final Pattern ACCOUNT = Pattern.compile("(?:.*/accounts/)?([\\w-]+)/?");

    private final String root;
    private final Duration timeout;
    private final Peer rucio;
    private final RucioLogin login;
    private final FirstUse firstUse;
    private final InstantSource clock;
    private final Attempts attempts = new Attempts("rucio", 3.0, RucioClient::isWorthAnother);
    private final ClockDifference difference;

    RucioClient(RucioProperties settings, Peer rucio, RucioLogin login, InstantSource clock) {
        this.root = root(settings.url());
        this.timeout = settings.timeout();
        this.rucio = rucio;
        this.login = login;
        this.firstUse = new FirstUse(timeout);
        this.clock = clock;
        this.difference = new ClockDifference("Rucio at " + root, clock);
    }

    private static boolean isWorthAnother(IOException failure) {
        return switch (failure) {
            case CatalogueRefusal refusal -> false;
            case InterruptedIOException stopped -> false;
            case OutsideBusy busy -> busy.pause().compareTo(Duration.ofSeconds(1)) < 0;
            default -> true;
        };
    }

    static String root(URI url) {
        String text = url.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** The path of a DID, its parts encoded. */
    static String path(DataIdentifier did) {
        return "/dids/" + encoded(did.scope()) + "/" + encoded(did.name());
    }

    static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** What is wrong with the clocks, if something is. */
    Optional<String> clockTrouble() {
        return difference.trouble();
    }

    /**
     * One change, asked for once.
     *
     * @param extra added to the time limit
     * @throws CatalogueRefusal if Rucio will not
     * @throws IOException if it cannot now
     */
    void change(String method, String path, Object body, Duration extra) throws IOException {
        try (var answer = send(method, path, body, extra)) {
            made(method, answer);
        }
    }

    /** A question whose answer is an object. */
    JsonNode ask(String path) throws IOException {
        return attempts.ask(() -> {
            try (var answer = opened("GET", path, null)) {
                return object(answer);
            }
        });
    }

    /** A question whose answer is a list; lines reach {@code each} as they come and are kept by nobody. */
    void askLines(String method, String path, @Nullable Object body, Consumer<JsonNode> each) throws IOException {
        list(method, path, body, line -> line.path("name").isString(), each);
    }

    /** As {@link #askLines}, of a list of names alone. */
    void askNames(String path, Consumer<String> each) throws IOException {
        list("GET", path, null, JsonNode::isString, line -> each.accept(line.asString()));
    }

    private void list(
            String method, String path, @Nullable Object body, Predicate<JsonNode> names, Consumer<JsonNode> each)
            throws IOException {
        // The stream itself is not asked for again: its lines have been handed on.
        var answer = attempts.ask(() -> opened(method, path, body));
        try (var lines = new Lines(answer.body())) {
            if (!RucioErrors.isJson(answer)) {
                throw RucioErrors.stranger(answer, answer.text(ANSWER_BYTES));
            }
            for (String line = lines.next(); line != null; line = lines.next()) {
                var entry = parsed(line);
                if (entry.has("ExceptionClass")) {
                    throw RucioErrors.inList(entry);
                }
                if (!names.test(entry)) {
                    // Left out it would be a file that nobody counts.
                    throw new IOException("a line of Rucio's list names nothing");
                }
                each.accept(entry);
            }
        }
    }

    /** A question without a login, such as {@code /ping}. */
    JsonNode askOpenly(String path) throws IOException {
        try (var answer =
                rucio.exchange(request("GET", path, null, Duration.ZERO).build(), timeout)) {
            difference.look(answer);
            if (!answer.isSuccess()) {
                throw RucioErrors.failure(answer, clock.instant());
            }
            return object(answer);
        }
    }

    /** Something told without a login. */
    void tell(String path, Object body) throws IOException {
        try (var answer =
                rucio.exchange(request("POST", path, body, Duration.ZERO).build(), timeout)) {
            made("POST", answer);
        }
    }

    /** The account that the login stands for, which Rucio tells by a redirect. */
    String account() throws IOException {
        return attempts.ask(() -> {
            try (var answer = send("GET", "/accounts/whoami", null, Duration.ZERO)) {
                var named = ACCOUNT.matcher(answer.header("Location").orElse(""));
                if (answer.status() == 303 && named.matches()) {
                    return named.group(1);
                }
                String account =
                        answer.status() == 200 ? object(answer).path("account").asString("") : "";
                if (account.isEmpty()) {
                    throw RucioErrors.failure(answer, clock.instant());
                }
                return account;
            }
        });
    }

    private Answer opened(String method, String path, @Nullable Object body) throws IOException {
        var answer = send(method, path, body, Duration.ZERO);
        if (answer.isSuccess()) {
            return answer;
        }
        try (answer) {
            throw RucioErrors.failure(answer, clock.instant());
        }
    }

    private Answer send(String method, String path, @Nullable Object body, Duration extra) throws IOException {
        String token = login.token();
        var answer = firstUse.of(token, () -> sendAs(token, method, path, body, extra));
        if (!RucioErrors.isA(RucioErrors.CANNOT_AUTHENTICATE, answer)) {
            return answer;
        }
        String fresh;
        try {
            login.invalidate(token);
            fresh = login.token();
        } catch (IOException noToken) {
            answer.close();
            throw noToken;
        }
        if (fresh.equals(token)) {
            return answer;
        }
        answer.close();
        return firstUse.of(fresh, () -> sendAs(fresh, method, path, body, extra));
    }

    private Answer sendAs(String token, String method, String path, @Nullable Object body, Duration extra)
            throws IOException {
        var answer = rucio.exchange(
                request(method, path, body, extra)
                        .header("X-Rucio-Auth-Token", token)
                        .build(),
                timeout.plus(extra));
        difference.look(answer);
        return answer;
    }

    private HttpRequest.Builder request(String method, String path, @Nullable Object body, Duration extra) {
        var request = HttpRequest.newBuilder(URI.create(root + path)).timeout(timeout.plus(extra));
        if (body == null) {
            return request.method(method, BodyPublishers.noBody());
        }
        return request.header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    }

    /** Looks whether a change was made: each answers 201 to POST, and little or nothing beside it. */
    private void made(String method, Answer answer) throws IOException {
        if (!answer.isSuccess()) {
            throw RucioErrors.failure(answer, clock.instant());
        }
        String text = answer.text(ANSWER_BYTES);
        if (method.equals("POST") && answer.status() != 201) {
            throw RucioErrors.stranger(answer, text);
        }
        if (!text.isBlank() && !text.strip().equals("Created")) {
            try {
                JSON.readTree(text);
            } catch (JacksonException noJson) {
                throw RucioErrors.stranger(answer, text);
            }
        }
    }

    private static JsonNode object(Answer answer) throws IOException {
        String text = answer.text(ANSWER_BYTES);
        if (!RucioErrors.isJson(answer)) {
            throw RucioErrors.stranger(answer, text);
        }
        var object = parsed(text);
        if (!object.isObject()) {
            throw new IOException("Rucio answered something else than a JSON object");
        }
        return object;
    }

    private static JsonNode parsed(String text) throws IOException {
        try {
            return JSON.readTree(text);
        } catch (JacksonException noJson) {
            throw new IOException("Rucio answered something else than JSON", noJson);
        }
    }
}
