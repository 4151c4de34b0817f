package org.strainlake.token;

import java.io.IOException;
import java.io.Serial;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.strainlake.http.Answer;
import org.strainlake.http.Attempts;
import org.strainlake.http.ClockDifference;
import org.strainlake.http.OutsideBusy;
import org.strainlake.http.Peer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tokens by client credentials, one for each audience and scope. A token is renewed in the background once
 * four fifths of its life are over, and never used in its last seconds; however many callers wait for one,
 * the issuer is asked once. An issuer that does not answer is asked three times; a refusal (4xx) is never
 * retried and is remembered for half a minute.
 */
public final class ClientCredentialsTokens implements TokenSource {
    private static final Logger log = LoggerFactory.getLogger(ClientCredentialsTokens.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int ANSWER_BYTES = 256 * 1024;

    /** Within this time of its end a token may expire on its way. */
    private static final Duration LAST_SECONDS = Duration.ofSeconds(5);

    private static final Duration AFTER_REFUSAL = Duration.ofSeconds(30);

    /** What is believed of a token that the issuer calls expired: whoever refuses it tells. */
    private static final Duration SHORTEST_LIFE = Duration.ofSeconds(2);

    private static final Duration LONGEST_LIFE = Duration.ofDays(30);

    /** A token that came for a refused one is not given up sooner: where it is refused too, a third would be. */
    private static final Duration BETWEEN_REFUSED = Duration.ofSeconds(10);

    private final TokenClientProperties settings;
    private final Peer issuer;
    private final InstantSource clock;
    private final Attempts attempts = new Attempts("issuer", 2.0, ClientCredentialsTokens::isWorthAnother);
    private final ClockDifference difference;
    private final Map<Wanted, Slot> slots = new ConcurrentHashMap<>();

    /**
     * A source of tokens.
     *
     * @param issuer the token endpoint's server
     * @param clock decides what has expired
     */
    public ClientCredentialsTokens(TokenClientProperties settings, Peer issuer, InstantSource clock) {
        this.settings = settings;
        this.issuer = issuer;
        this.clock = clock;
        this.difference = new ClockDifference("the issuer at " + settings.tokenEndpoint(), clock);
    }

    private static boolean isWorthAnother(IOException failure) {
        return !(failure instanceof OutsideBusy) && !(failure instanceof Refusal);
    }

    @Override
    public String token(String audience, String scope) throws IOException {
        return slots.computeIfAbsent(new Wanted(audience, scope), Slot::new).token();
    }

    @Override
    public void invalidate(String audience, String scope, String refused) {
        var slot = slots.get(new Wanted(audience, scope));
        if (slot != null) {
            slot.forget(refused);
        }
    }

    /** Why the issuer gave no token when it was last asked; empty if it did, or was never asked. */
    public Optional<String> trouble() {
        return slots.values().stream()
                .map(slot -> slot.trouble)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** What is wrong with the issuer's clock or ours, if something is. */
    Optional<String> clockTrouble() {
        return difference.trouble();
    }

    /** Whether any token has been got so far. */
    public boolean hasToken() {
        return slots.values().stream().anyMatch(slot -> slot.held != null);
    }

    private record Wanted(String audience, String scope) {}

    /** A token and its times. Not a record: a record's toString would print the token. */
    private static final class Held {
        private final String token;
        private final Instant renewAt;
        private final Instant end;

        private Held(String token, Instant renewAt, Instant end) {
            this.token = token;
            this.renewAt = renewAt;
            this.end = end;
        }
    }

    private final class Slot {
        private final Wanted wanted;
        private final ReentrantLock asking = new ReentrantLock();
        private final AtomicBoolean renewing = new AtomicBoolean();
        private volatile @Nullable Held held;
        private volatile Optional<String> trouble = Optional.empty();
        private volatile Instant refusedUntil = Instant.MIN;
        private volatile Instant forgotten = Instant.EPOCH;

        private Slot(Wanted wanted) {
            this.wanted = wanted;
        }

        private String token() throws IOException {
            var now = clock.instant();
            var current = held;
            if (current != null && now.isBefore(current.end)) {
                if (!now.isBefore(current.renewAt) && renewing.compareAndSet(false, true)) {
                    Thread.ofVirtual().name("token-renewal").start(this::renew);
                }
                return current.token;
            }
            asking.lock();
            try {
                var meanwhile = held;
                if (meanwhile != null && clock.instant().isBefore(meanwhile.end)) {
                    return meanwhile.token;
                }
                return ask().token;
            } finally {
                asking.unlock();
            }
        }

        private void renew() {
            asking.lock();
            try {
                var current = held;
                if (current == null || !clock.instant().isBefore(current.renewAt)) {
                    ask();
                }
            } catch (IOException notNow) {
                log.info("a token for {} is not renewed yet: {}", wanted.audience(), OutsideBusy.reasonOf(notNow));
            } finally {
                asking.unlock();
                renewing.set(false);
            }
        }

        private void forget(String refused) {
            var current = held;
            if (current != null && current.token.equals(refused)) {
                asking.lock();
                try {
                    var now = clock.instant();
                    boolean recently = !now.isBefore(forgotten) && now.isBefore(forgotten.plus(BETWEEN_REFUSED));
                    if (held == current && !recently) {
                        held = null;
                        forgotten = now;
                    }
                } finally {
                    asking.unlock();
                }
            }
        }

        private Held ask() throws IOException {
            var now = clock.instant();
            // A clock that was set back must not make half a minute of hours.
            if (now.isBefore(refusedUntil) && !refusedUntil.isAfter(now.plus(AFTER_REFUSAL))) {
                throw new OutsideBusy(
                        Duration.between(now, refusedUntil), trouble.orElse("the issuer refused a moment ago"));
            }
            try {
                var fresh = attempts.ask(() -> request(wanted));
                held = fresh;
                trouble = Optional.empty();
                return fresh;
            } catch (Refusal refusal) {
                refusedUntil = now.plus(AFTER_REFUSAL);
                trouble = Optional.of(OutsideBusy.reasonOf(refusal));
                throw new OutsideBusy(AFTER_REFUSAL, OutsideBusy.reasonOf(refusal));
            } catch (IOException failed) {
                trouble = Optional.of(OutsideBusy.reasonOf(failed));
                throw failed;
            }
        }
    }

    private Held request(Wanted wanted) throws IOException {
        String form = "grant_type=client_credentials&scope=" + encoded(wanted.scope())
                + (wanted.audience().isEmpty() ? "" : "&audience=" + encoded(wanted.audience()));
        var request = HttpRequest.newBuilder(settings.tokenEndpoint())
                .timeout(settings.timeout())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .header("Authorization", "Basic " + credentials())
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        var asked = clock.instant();
        try (var answer = issuer.exchange(request, settings.timeout())) {
            difference.look(answer);
            if (answer.isSuccess()) {
                return held(answer, asked);
            }
            String reason = "the issuer answered " + answer.status() + errorIn(answer) + " for a token for "
                    + wanted.audience() + " with " + wanted.scope();
            if (answer.status() >= 400 && answer.status() < 500 && answer.status() != 429) {
                throw new Refusal(reason);
            }
            var pause = answer.retryAfter(asked);
            throw pause.isPresent() ? new OutsideBusy(pause.get(), reason) : new IOException(reason);
        }
    }

    private static Held held(Answer answer, Instant asked) throws IOException {
        JsonNode body = json(answer);
        String token = body.path("access_token").asString("");
        if (token.isEmpty()) {
            throw new IOException("the issuer answered without an access_token");
        }
        var life = Duration.ofSeconds(
                Math.clamp(body.path("expires_in").asLong(60), SHORTEST_LIFE.toSeconds(), LONGEST_LIFE.toSeconds()));
        var end = asked.plus(life).minus(LAST_SECONDS.compareTo(life) < 0 ? LAST_SECONDS : life.dividedBy(2));
        var renewAt = asked.plus(life.multipliedBy(4).dividedBy(5));
        return new Held(token, renewAt.isBefore(end) ? renewAt : end, end);
    }

    /** The OAuth error word; never the answer itself, which might repeat what was sent. */
    private static String errorIn(Answer answer) {
        try {
            String error = json(answer).path("error").asString("");
            return error.isEmpty() ? "" : " " + error;
        } catch (IOException noJson) {
            return "";
        }
    }

    private static JsonNode json(Answer answer) throws IOException {
        try {
            return JSON.readTree(answer.text(ANSWER_BYTES));
        } catch (JacksonException noJson) {
            throw new IOException("the issuer answered something else than JSON");
        }
    }

    /** RFC 6749 §2.3.1: both parts are form-encoded before they are joined. */
    private String credentials() throws IOException {
        String secret = Files.readString(settings.clientSecretFile()).strip();
        return Base64.getEncoder()
                .encodeToString(
                        (encoded(settings.clientId()) + ":" + encoded(secret)).getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** A 4xx of the issuer. */
    private static final class Refusal extends IOException {
        @Serial
        private static final long serialVersionUID = 1;

        private Refusal(String reason) {
            super(reason);
        }
    }
}
