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
import org.strainlake.http.Peer;
import org.strainlake.lake.rucio.RucioProperties.UserPass;

/** A login by name and password, renewed before Rucio's token expires. */
final class UserPassLogin implements RucioLogin {
    private static final DateTimeFormatter RUCIO_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'UTC'", Locale.US);
    private static final Duration LAST_MINUTE = Duration.ofMinutes(1);

    /** What is believed of a token whose end cannot be read. */
    private static final Duration UNTOLD_LIFE = Duration.ofMinutes(10);

    private final RucioProperties settings;
    private final UserPass identity;
    private final Peer rucio;
    private final InstantSource clock;
    private final ReentrantLock loggingIn = new ReentrantLock();
    private volatile @Nullable Session session;

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
                throw RucioErrors.failure(answer, now);
            }
            String token = answer.header("X-Rucio-Auth-Token")
                    .orElseThrow(() -> new IOException("Rucio's login answered without a token"));
            var end = end(answer.header("X-Rucio-Auth-Token-Expires").orElse(""), now);
            var life = Duration.between(now, end);
            var margin = LAST_MINUTE.compareTo(life.dividedBy(2)) < 0 ? LAST_MINUTE : life.dividedBy(2);
            return new Session(token, end.minus(margin));
        }
    }

    private static Instant end(String text, Instant now) {
        try {
            return LocalDateTime.parse(text, RUCIO_DATE).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException untold) {
            return now.plus(UNTOLD_LIFE);
        }
    }

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
