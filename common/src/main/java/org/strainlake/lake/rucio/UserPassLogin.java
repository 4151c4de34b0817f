package org.strainlake.lake.rucio;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.strainlake.http.ClockDifference;
import org.strainlake.http.OutsideBusy;
import org.strainlake.http.Peer;
import org.strainlake.lake.rucio.RucioProperties.UserPass;

/** A login by name and password, renewed before Rucio's token expires. */
final class UserPassLogin implements RucioLogin {
    private static final DateTimeFormatter RUCIO_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'UTC'", Locale.US);
    private static final Duration LAST_MINUTE = Duration.ofMinutes(1);

    /** What is believed of a token whose end cannot be read. */
    private static final Duration UNTOLD_LIFE = Duration.ofMinutes(10);

    /** What is believed of a token that seems to expire at once: Rucio itself tells when it did. */
    private static final Duration SHORTEST_LIFE = Duration.ofMinutes(1);

    private final RucioProperties settings;
    private final UserPass identity;
    private final Peer rucio;
    private final InstantSource clock;
    private final ReentrantLock loggingIn = new ReentrantLock();
    private volatile @Nullable Session session;
    private volatile @Nullable Refusal refusal;

    UserPassLogin(RucioProperties settings, UserPass identity, Peer rucio, InstantSource clock) {
        this.settings = settings;
        this.identity = identity;
        this.rucio = rucio;
        this.clock = clock;
    }

    @Override
    public String token() throws IOException {
        var current = session;
        if (current != null && clock.instant().isBefore(current.renewAt)) {
            return current.token;
        }
        loggingIn.lock();
        try {
            var meanwhile = session;
            if (meanwhile != null && clock.instant().isBefore(meanwhile.renewAt)) {
                return meanwhile.token;
            }
            var refused = refusal;
            var now = clock.instant();
            // A clock that was set back must not make the pause longer.
            if (refused != null && !now.isBefore(refused.at()) && now.isBefore(refused.until())) {
                throw new OutsideBusy(Duration.between(now, refused.until()), refused.reason());
            }
            var fresh = logIn();
            session = fresh;
            return fresh.token;
        } finally {
            loggingIn.unlock();
        }
    }

    @Override
    public void invalidate(String refused) {
        loggingIn.lock();
        try {
            var current = session;
            if (current != null && current.token.equals(refused)) {
                session = null;
            }
        } finally {
            loggingIn.unlock();
        }
    }

    private Session logIn() throws IOException {
        var now = clock.instant();
        var request = HttpRequest.newBuilder(URI.create(RucioClient.root(settings.url()) + "/auth/userpass"))
                .timeout(settings.timeout())
                .header("X-Rucio-Account", identity.account())
                .header("X-Rucio-Username", identity.username())
                .header(
                        "X-Rucio-Password",
                        Files.readString(identity.passwordFile()).strip())
                .header("X-Rucio-AppId", "strainlake")
                .build();
        try (var answer = rucio.exchange(request, settings.timeout())) {
            if (!answer.isSuccess()) {
                var failure = RucioErrors.failure(answer, now);
                if (RucioErrors.isA(RucioErrors.CANNOT_AUTHENTICATE, answer)) {
                    // Checking a password is dear to Rucio, and all callers have the same one.
                    refusal =
                            new Refusal(now, now.plus(OutsideBusy.pauseAfter(failure)), OutsideBusy.reasonOf(failure));
                }
                throw failure;
            }
            String token = answer.header("X-Rucio-Auth-Token").orElseThrow(() -> RucioErrors.stranger(answer, null));
            // Both by Rucio's clock, so that the difference to ours does not matter.
            var born = ClockDifference.date(answer).orElse(now);
            var told = Duration.between(
                    born, end(answer.header("X-Rucio-Auth-Token-Expires").orElse(""), born));
            var life = told.compareTo(SHORTEST_LIFE) < 0 ? SHORTEST_LIFE : told;
            var margin = LAST_MINUTE.compareTo(life.dividedBy(2)) < 0 ? LAST_MINUTE : life.dividedBy(2);
            return new Session(token, now.plus(life).minus(margin));
        }
    }

    private static Instant end(String text, Instant now) {
        try {
            return LocalDateTime.parse(text, RUCIO_DATE).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException untold) {
            return now.plus(UNTOLD_LIFE);
        }
    }

    private record Refusal(Instant at, Instant until, String reason) {}

    /** Not a record: a record's toString would print the token. */
    private static final class Session {
        private final String token;
        private final Instant renewAt;

        private Session(String token, Instant renewAt) {
            this.token = token;
            this.renewAt = renewAt;
        }
    }
}
