package org.strainlake.lake.rucio;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.strainlake.http.Answer;
import org.strainlake.http.OutsideBusy;
import org.strainlake.http.Peer;
import org.strainlake.lake.CatalogueRefusal;
import org.strainlake.lake.DataIdentifier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Rucio's REST: who asks, what an error means, and lists that are read line by line. A refused login is
 * renewed once within a call; questions are asked up to three times, changes once.
 */
final class RucioClient {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int ANSWER_BYTES = 8 * 1024 * 1024;

    private final String root;
    private final Duration timeout;
    private final Peer rucio;
    private final RucioLogin login;
    private final FirstUse firstUse;
    private final InstantSource clock;
    private final Retry retry;

    RucioClient(RucioProperties settings, Peer rucio, RucioLogin login, InstantSource clock) {
        this.root = root(settings.url());
        this.timeout = settings.timeout();
        this.rucio = rucio;
        this.login = login;
        this.firstUse = new FirstUse(timeout);
        this.clock = clock;
        this.retry = Retry.of(
                "rucio",
                RetryConfig.custom()
                        .maxAttempts(3)
                        .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(Duration.ofMillis(100), 3.0, 0.3))
                        .retryOnException(RucioClient::isWorthAnother)
                        .build());
    }

    private static boolean isWorthAnother(Throwable failure) {
        return switch (failure) {
            case CatalogueRefusal refusal -> false;
            case InterruptedIOException stopped -> false;
            case OutsideBusy busy -> busy.pause().compareTo(Duration.ofSeconds(1)) < 0;
            case IOException lost -> true;
            default -> false;
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

    /**
     * One change, asked for once.
     *
     * @param extra added to the time limit
     * @throws CatalogueRefusal if Rucio will not
     * @throws IOException if it cannot now
     */
    JsonNode change(String method, String path, Object body, Duration extra) throws IOException {
        try (var answer = send(method, path, body, extra)) {
            if (!answer.isSuccess()) {
                throw RucioErrors.failure(answer, clock.instant());
            }
            return tree(answer.text(ANSWER_BYTES));
        }
    }

    /** One question. */
    JsonNode ask(String path) throws IOException {
        return retried(() -> {
            try (var answer = opened("GET", path, null)) {
                return tree(answer.text(ANSWER_BYTES));
            }
        });
    }

    /** A question whose answer is a list; lines reach {@code each} as they come and are kept by nobody. */
    void askLines(String method, String path, @Nullable Object body, Consumer<JsonNode> each) throws IOException {
        // The stream itself is not asked for again: its lines have been handed on.
        var answer = retried(() -> opened(method, path, body));
        try (var reader = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank()) {
                    each.accept(parsed(line));
                }
            }
        }
    }

    /** A question without a login, such as {@code /ping}. */
    JsonNode askOpenly(String path) throws IOException {
        return openly("GET", path, null);
    }

    /** Something told without a login. */
    void tell(String path, Object body) throws IOException {
        openly("POST", path, body);
    }

    private JsonNode openly(String method, String path, @Nullable Object body) throws IOException {
        try (var answer =
                rucio.exchange(request(method, path, body, Duration.ZERO).build(), timeout)) {
            if (!answer.isSuccess()) {
                throw RucioErrors.failure(answer, clock.instant());
            }
            return tree(answer.text(ANSWER_BYTES));
        }
    }

    /** The account that the login stands for, which Rucio tells by a redirect. */
    String account() throws IOException {
        return retried(() -> {
            try (var answer = send("GET", "/accounts/whoami", null, Duration.ZERO)) {
                String location = answer.header("Location").orElse("");
                if (answer.status() == 303 && !location.isEmpty()) {
                    return location.substring(location.lastIndexOf('/') + 1);
                }
                if (answer.status() == 200) {
                    return tree(answer.text(ANSWER_BYTES)).path("account").asString();
                }
                throw RucioErrors.failure(answer, clock.instant());
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
        login.invalidate(token);
        String fresh = login.token();
        if (fresh.equals(token)) {
            return answer;
        }
        answer.close();
        return firstUse.of(fresh, () -> sendAs(fresh, method, path, body, extra));
    }

    private Answer sendAs(String token, String method, String path, @Nullable Object body, Duration extra)
            throws IOException {
        return rucio.exchange(
                request(method, path, body, extra)
                        .header("X-Rucio-Auth-Token", token)
                        .build(),
                timeout.plus(extra));
    }

    private HttpRequest.Builder request(String method, String path, @Nullable Object body, Duration extra) {
        var request = HttpRequest.newBuilder(URI.create(root + path)).timeout(timeout.plus(extra));
        if (body == null) {
            return request.method(method, BodyPublishers.noBody());
        }
        return request.header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    }

    private <T> T retried(Callable<T> question) throws IOException {
        try {
            return retry.executeCallable(question);
        } catch (IOException | RuntimeException expected) {
            throw expected;
        } catch (Exception impossible) {
            throw new IllegalStateException("no question here throws " + impossible.getClass(), impossible);
        }
    }

    /** JSON, or a missing node for the plain words that Rucio answers to some changes. */
    private static JsonNode tree(String text) throws IOException {
        return text.isBlank() || Character.isLetter(text.charAt(0)) ? JSON.missingNode() : parsed(text);
    }

    private static JsonNode parsed(String text) throws IOException {
        try {
            return JSON.readTree(text);
        } catch (JacksonException noJson) {
            throw new IOException("Rucio answered something else than JSON", noJson);
        }
    }
}
