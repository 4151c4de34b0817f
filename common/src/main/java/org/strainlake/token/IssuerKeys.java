package org.strainlake.token;

import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys of one issuer. Fetched when first needed; again for a key that is not among them, but not more
 * often than the pause allows; and when they have grown old. While the issuer is down the keys it had stay good.
 * Thread-safe; one fetch at a time, and a token with a known key never waits for it.
 */
final class IssuerKeys implements JWKSource<SecurityContext> {
    private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);
    private static final int MAX_BYTES = 1 << 20;

    /** Pause after a fetch that failed while there is no key at all: the service and its issuer may start together. */
    private static final Duration PAUSE_WITHOUT_KEYS = Duration.ofSeconds(1);

    private final URI address;
    private final HttpClient http;
    private final InstantSource clock;
    private final Duration pause;
    private final Duration lifetime;
    private final Duration timeout;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile @Nullable JWKSet keys;
    private volatile Instant fetched = Instant.MIN;
    private volatile @Nullable Instant attempted;

    IssuerKeys(URI address, HttpClient http, InstantSource clock, ResourceProperties settings) {
        this.address = address;
        this.http = http;
        this.clock = clock;
        this.pause = settings.keyPause();
        this.lifetime = settings.keyLifetime();
        this.timeout = settings.keyTimeout();
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws RemoteKeySourceException {
        var ids = selector.getMatcher().getKeyIDs();
        if (!knows(keys, ids)) {
            fetch(ids);
        } else if (isOld() && mayFetch()) {
            Thread.ofVirtual().name("issuer-keys").start(() -> fetchAnew());
        }
        var known = keys;
        if (known == null) {
            throw new RemoteKeySourceException("the issuer's keys are not to be had", null);
        }
        return selector.select(known);
    }

    private static boolean knows(@Nullable JWKSet keys, @Nullable Set<String> ids) {
        return keys != null && ids != null && ids.stream().anyMatch(id -> keys.getKeyByKeyId(id) != null);
    }

    private boolean isOld() {
        return fetched.isBefore(clock.instant().minus(lifetime));
    }

    private boolean mayFetch() {
        var last = attempted;
        var now = clock.instant();
        // A clock that was set back must not make the pause longer.
        return last == null
                || now.isBefore(last)
                || !now.isBefore(last.plus(keys == null ? PAUSE_WITHOUT_KEYS : pause));
    }

    /** Fetches for a key that is not known, unless another thread just brought it or the pause forbids it. */
    private void fetch(@Nullable Set<String> ids) {
        fetching.lock();
        try {
            if (!knows(keys, ids) && mayFetch()) {
                fetchNow();
            }
        } finally {
            fetching.unlock();
        }
    }

    /** Fetches because the keys have grown old. */
    private void fetchAnew() {
        if (fetching.tryLock()) {
            try {
                if (isOld() && mayFetch()) {
                    fetchNow();
                }
            } finally {
                fetching.unlock();
            }
        }
    }

    private void fetchNow() {
        var now = clock.instant();
        attempted = now;
        try {
            keys = request();
            fetched = now;
        } catch (IOException | ParseException e) {
            LOG.warn("keys of {} could not be fetched: {}", address, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.warn("interrupted while the keys of {} were fetched", address);
        }
    }

    private JWKSet request() throws IOException, ParseException, InterruptedException {
        var request = HttpRequest.newBuilder(address)
                .timeout(timeout)
                .header("Accept", "application/json")
                .build();
        var response = inTime(http.sendAsync(
                request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_BYTES)));
        if (response.statusCode() != 200) {
            throw new IOException("answered " + response.statusCode());
        }
        return JWKSet.parse(new String(response.body(), StandardCharsets.UTF_8));
    }

    /** The whole answer: the request's own timeout ends with its head. */
    private <T> T inTime(CompletableFuture<T> answer) throws IOException, InterruptedException {
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("did not answer in " + timeout, e);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } finally {
            answer.cancel(true);
        }
    }
}
