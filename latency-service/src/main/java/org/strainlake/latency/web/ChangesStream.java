package org.strainlake.latency.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.strainlake.latency.live.LiveReader;
import org.strainlake.latency.live.News;
import org.strainlake.latency.statistics.FollowerBook;
import org.strainlake.latency.store.Plan;
import tools.jackson.databind.json.JsonMapper;

/** One reader's stream of what is booked. */
final class ChangesStream {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Access is looked at again as often, whether something is told or not. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final LiveReader reader;
    private final @Nullable String follower;
    private final Duration heartbeat;
    private final InstantSource clock;
    private final OutputStream out;

    ChangesStream(
            LiveReader reader, @Nullable String follower, Duration heartbeat, InstantSource clock, OutputStream out) {
        this.reader = reader;
        this.follower = follower;
        this.heartbeat = heartbeat;
        this.clock = clock;
        this.out = out;
    }

    /**
     * Writes until the service stops, the caller's token expires or the run is closed to the caller.
     *
     * @throws IOException if the reader is gone or takes nothing
     */
    void write(@Nullable Authentication caller, Predicate<Plan> granted) throws IOException, InterruptedException {
        var expiry = expiry(caller);
        send(": here");
        long silentSince = System.nanoTime();
        while (true) {
            var news = reader.next(LOOK);
            if (reader.isEnded()
                    || (expiry != null && !clock.instant().isBefore(expiry))
                    || !granted.test(reader.plan())) {
                return;
            }
            if (tell(news)) {
                silentSince = System.nanoTime();
            } else if (System.nanoTime() - silentSince >= heartbeat.toNanos()) {
                send(": here");
                silentSince = System.nanoTime();
            }
        }
    }

    private boolean tell(News news) throws IOException {
        if (news.isEmpty()) {
            return false;
        }
        if (news.missed()) {
            send("missed", Map.of());
        }
        var touched = news.touched();
        if (touched != null) {
            send("booked", new Touched(touched.start().seconds(), touched.end().seconds()));
        }
        var books = news.books();
        for (var page : books == null ? List.<FollowerBook>of() : books) {
            if (follower == null || follower.equals(page.follower())) {
                send("book", page);
            }
        }
        return true;
    }

    private void send(String event, Object data) throws IOException {
        send("event: " + event + "\ndata: " + JSON.writeValueAsString(data));
    }

    private void send(String lines) throws IOException {
        out.write((lines + "\n\n").getBytes(UTF_8));
        out.flush();
    }

    private static @Nullable Instant expiry(@Nullable Authentication caller) {
        return caller != null && caller.getCredentials() instanceof OAuth2Token token ? token.getExpiresAt() : null;
    }

    /** GPS time of which something was booked. */
    record Touched(long gpsStart, long gpsEnd) {}
}
