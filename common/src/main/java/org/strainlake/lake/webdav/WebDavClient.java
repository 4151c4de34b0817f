package org.strainlake.lake.webdav;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.deviation.Subject;
import org.strainlake.http.Answer;
import org.strainlake.http.OutboundHttp;
import org.strainlake.http.OutsideBusy;
import org.strainlake.http.Peer;
import org.strainlake.journey.Deviation;
import org.strainlake.token.TokenSource;

/**
 * Requests to storages: with a token, along redirects, and once more with a fresh token if the old one may
 * have been at fault. A redirect's address is neither kept nor told to anybody, since it may hold a
 * credential, and gets no token of ours once it leaves the first host.
 */
final class WebDavClient {
    private static final int MOST_REDIRECTS = 5;

    /** Storages answer 403 whatever the reason: a fresh token may help, but not for each forbidden file. */
    private static final Duration BETWEEN_RENEWALS = Duration.ofMinutes(1);

    private final StorageProperties settings;
    private final OutboundHttp http;
    private final CircuitBreakerRegistry breakers;
    private final @Nullable TokenSource tokens;
    private final InstantSource clock;
    private final Map<String, Peer> storages = new ConcurrentHashMap<>();
    private final Map<Right, Instant> renewals = new ConcurrentHashMap<>();

    WebDavClient(
            StorageProperties settings,
            OutboundHttp http,
            CircuitBreakerRegistry breakers,
            @Nullable TokenSource tokens,
            InstantSource clock) {
        this.settings = settings;
        this.http = http;
        this.breakers = breakers;
        this.tokens = tokens;
        this.clock = clock;
    }

    /**
     * What is asked for.
     *
     * @param headers names and values in turn
     * @param credentials more headers, which stay behind like the token when a redirect leaves the first host
     * @param body made anew for each attempt
     * @param timeout longest wait for the answer's headers
     * @param stall longest wait for the next bytes of its body
     */
    record Call(
            String method,
            String scope,
            List<String> headers,
            List<String> credentials,
            Supplier<BodyPublisher> body,
            boolean expectsContinue,
            Duration timeout,
            Duration stall) {}

    /** A request without a body. */
    Call call(String method, String scope, String... headers) {
        return call(method, scope, BodyPublishers::noBody, headers);
    }

    /** A request with a short body. */
    Call call(String method, String scope, Supplier<BodyPublisher> body, String... headers) {
        return new Call(
                method, scope, List.of(headers), List.of(), body, false, settings.timeout(), settings.timeout());
    }

    /** A token for a storage that another one shall show there; empty if none are sent. */
    Optional<String> token(URI url, String scope) throws IOException {
        var source = tokens;
        return source == null || scope.isEmpty() ? Optional.empty() : Optional.of(source.token(audience(url), scope));
    }

    /** Whether a token that another storage showed in vain is renewed, so that the next attempt may do better. */
    boolean renews(URI url, String scope, Optional<String> refused) {
        var source = tokens;
        var right = new Right(audience(url), scope);
        if (source == null || refused.isEmpty() || !mayRenew(right)) {
            return false;
        }
        source.invalidate(right.audience(), right.scope(), refused.get());
        return true;
    }

    /** One attempt, redirects and at most one fresh token included. The answer must be closed. */
    Reached send(URI url, Call call) throws IOException {
        var right = new Right(audience(url), call.scope());
        var source = tokens;
        if (source == null || call.scope().isEmpty()) {
            return follow(url, call, null);
        }
        String token = source.token(right.audience(), right.scope());
        var reached = follow(url, call, token);
        if (reached.status() != 401 && reached.status() != 403) {
            return reached;
        }
        String fresh;
        try {
            fresh = freshToken(source, right, token, reached.status());
        } catch (IOException noToken) {
            reached.close();
            throw noToken;
        }
        if (fresh.equals(token)) {
            return reached;
        }
        boolean forbidden = reached.status() == 403;
        reached.close();
        var again = follow(url, call, fresh);
        if (forbidden && again.status() != 403) {
            http.deviations()
                    .seen(
                            Deviation.TOKEN_REFUSED,
                            "storage",
                            Subject.current(),
                            Duration.ZERO,
                            call.method() + ": 403, not so with another token");
        }
        return again;
    }

    /** A file that a storage took, and shows otherwise than it was sent. */
    void changed(String detail) {
        http.deviations().seen(Deviation.BYTES_CHANGED_IN_STORAGE, "storage", Subject.current(), Duration.ZERO, detail);
    }

    private String freshToken(TokenSource source, Right right, String refused, int status) throws IOException {
        if (status == 401 || mayRenew(right)) {
            source.invalidate(right.audience(), right.scope(), refused);
        }
        return source.token(right.audience(), right.scope());
    }

    private boolean mayRenew(Right right) {
        var now = clock.instant();
        var last = renewals.get(right);
        // A clock that was set back must not make the pause longer.
        if (last != null && !now.isBefore(last) && now.isBefore(last.plus(BETWEEN_RENEWALS))) {
            return false;
        }
        renewals.put(right, now);
        return true;
    }

    private Reached follow(URI url, Call call, @Nullable String token) throws IOException {
        var storage = storageAt(url);
        var at = url;
        boolean atHome = true;
        Optional<Adler32Checksum> adler32 = Optional.empty();
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            var answer = storage.exchange(request(at, call, atHome, token), call.stall());
            if (adler32.isEmpty()) {
                adler32 = Digests.adler32(answer.headers().allValues("Digest"));
            }
            var location = isRedirect(answer.status()) ? answer.header("Location") : Optional.<String>empty();
            if (location.isEmpty()) {
                return new Reached(answer, adler32);
            }
            answer.close();
            at = resolved(at, location.get());
            atHome = atHome && origin(at).equals(origin(url));
        }
        throw new IOException(told(url) + " redirects more than " + MOST_REDIRECTS + " times");
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 307 || status == 308;
    }

    private static URI resolved(URI at, String location) throws IOException {
        try {
            var target = httpOf(at.resolve(location));
            if (target.getHost() != null && ("http".equals(target.getScheme()) || "https".equals(target.getScheme()))) {
                return target;
            }
        } catch (IllegalArgumentException unreadable) {
            // Its message holds the address, which nobody is told.
            assert location != null : unreadable;
        }
        throw new IOException("redirected to an address that cannot be used");
    }

    private static HttpRequest request(URI at, Call call, boolean atHome, @Nullable String token) {
        var request = HttpRequest.newBuilder(at)
                .timeout(call.timeout())
                .expectContinue(call.expectsContinue())
                .method(call.method(), call.body().get());
        addTo(request, call.headers());
        if (atHome) {
            addTo(request, call.credentials());
        }
        if (atHome && token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request.build();
    }

    private static void addTo(HttpRequest.Builder request, List<String> headers) {
        for (int i = 0; i < headers.size(); i += 2) {
            request.header(headers.get(i), headers.get(i + 1));
        }
    }

    /** The failure that an answer stands for, where it is no success: {@link StorageRefusal} if final. */
    IOException failure(URI url, Call call, Answer answer) {
        int status = answer.status();
        String reason = call.method() + " " + told(url) + " answered " + status;
        boolean passes = status == 408 || status == 423 || status == 425 || status == 429 || Peer.isIllByStatus(answer);
        if (!passes && status >= 400) {
            return new StorageRefusal(status, reason);
        }
        return new OutsideBusy(answer.retryAfter(clock.instant()).orElseGet(OutsideBusy::shortPause), reason);
    }

    /** The storages talked to so far. */
    Collection<Peer> storages() {
        return storages.values();
    }

    private Peer storageAt(URI url) {
        return storages.computeIfAbsent(
                url.getRawAuthority(), host -> new Peer(http, breakers, "storage-" + host, Peer::isIllByStatus));
    }

    private String audience(URI url) {
        return settings.audience().isEmpty() ? origin(url) : settings.audience();
    }

    /** Scheme, host and port, the scheme's own port left out. */
    static String origin(URI url) {
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        int port = url.getPort();
        boolean isUsual = port < 0 || port == ("https".equals(scheme) ? 443 : 80);
        return scheme + "://" + url.getHost().toLowerCase(Locale.ROOT) + (isUsual ? "" : ":" + port);
    }

    /** The address as HTTP has it: {@code davs} is https, {@code dav} is http. */
    static URI httpOf(URI url) {
        String scheme = url.getScheme();
        if ("davs".equalsIgnoreCase(scheme) || "dav".equalsIgnoreCase(scheme)) {
            return URI.create(("davs".equalsIgnoreCase(scheme) ? "https" : "http")
                    + url.toString().substring(scheme.length()));
        }
        return url;
    }

    /** The address as an operator may see it: without its query, which may hold a credential. */
    static String told(URI url) {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort())
                + url.getRawPath();
    }

    private record Right(String audience, String scope) {}
}
