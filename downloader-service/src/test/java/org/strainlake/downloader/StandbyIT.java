package org.strainlake.downloader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** Two instances on one database: one works, and the other goes on where it ended. */
class StandbyIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String STANDBY = "--strainlake.standby.enabled=true";

    @Test
    void theSecondInstanceTakesOverWhenTheFirstEndsAndEveryChunkIsDeliveredOnce(@TempDir Path directory)
            throws Exception {
        var lake = new FakeLake();
        try (var site = Site.start(directory);
                var starter = Executors.newSingleThreadExecutor()) {
            var first = site.service(lake, STANDBY);
            CompletableFuture<ConfigurableApplicationContext> second = CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return site.service(lake, STANDBY);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    starter);
            try {
                deliver(1, lake, site);
                await().during(Duration.ofSeconds(2)).atMost(LONG).until(() -> !second.isDone());
            } finally {
                first.close();
            }
            try (var working = second.get(60, TimeUnit.SECONDS)) {
                deliver(2, lake, site);

                assertThat(working.isRunning()).isTrue();
                assertThat(lake.gets()).isEqualTo(2);
            }
        }
    }

    private static void deliver(long gps, FakeLake lake, Site site) throws Exception {
        lake.show(Chunks.url(gps), Chunks.bytes(gps));
        site.publish(Chunks.stored(gps));
        await().atMost(LONG)
                .until(() ->
                        Files.exists(site.delivered().resolve(Chunks.did(gps).name())));
    }
}
