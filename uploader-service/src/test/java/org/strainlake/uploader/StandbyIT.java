package org.strainlake.uploader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.lake.DataIdentifier;

/** Two instances on one database: one works, and the other goes on where it ended. */
class StandbyIT {
    private static final long SOURCE_GPS = 1_167_559_920L;
    private static final int CHUNKS = 60;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Map<String, Object> STANDBY = Map.of("strainlake.standby.enabled", true);

    private final Surroundings around = Surroundings.get();

    @Test
    void theSecondInstanceGoesOnWithTheReplayOfTheFirstAndEachChunkIsToldUnderOneId() throws Exception {
        around.createDatabase("shared");
        try (var starter = Executors.newSingleThreadExecutor()) {
            String replay;
            CompletableFuture<ConfigurableApplicationContext> second;
            var first = around.start("shared", STANDBY);
            try {
                second = CompletableFuture.supplyAsync(this::start, starter);
                replay = begin(first);
                await().atMost(LONG).until(() -> count(first, replay, "created") >= 10);
                assertThat(second).isNotDone();
            } finally {
                first.close();
            }
            try (var working = second.get(LONG.toSeconds(), TimeUnit.SECONDS)) {
                await().atMost(LONG).until(() -> count(working, replay, "attached") == CHUNKS);
            }
        }

        var told = around.all("strainlake.announcements.virgo").stream()
                .map(record -> FeedCodec.read(
                        name -> {
                            var header = record.headers().lastHeader(name);
                            return header == null ? null : header.value();
                        },
                        record.value()))
                .filter(event -> event.type().equals("chunk-stored")
                        && DataIdentifier.parse("virgo:V-V1_HOFT_REPLAY_SHARED-1167559200-3600")
                                .equals(event.dataset()))
                .toList();
        assertThat(told.stream().map(FeedEvent::id).distinct()).hasSize(CHUNKS);
        assertThat(told.stream().map(FeedEvent::gpsStart).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, CHUNKS).mapToObj(i -> SOURCE_GPS + i).toList());
    }

    private ConfigurableApplicationContext start() {
        try {
            return around.start("shared", STANDBY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String begin(ConfigurableApplicationContext service) throws Exception {
        var source = Strain.file(around.sources(), SOURCE_GPS, 8);
        return Caller.of(service, around.token("rehearsal")).replay(source, SOURCE_GPS, CHUNKS, "SHARED");
    }

    private int count(ConfigurableApplicationContext service, String replay, String what) throws Exception {
        return Caller.of(service, around.token("rehearsal"))
                .get(replay)
                .json()
                .get(what)
                .asInt();
    }
}
