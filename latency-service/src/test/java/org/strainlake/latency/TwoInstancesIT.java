package org.strainlake.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strainlake.journey.JourneyRecord;

/** Two instances book together, each some partitions; when one ends the other books alone. */
class TwoInstancesIT {
    private static final Instant BEGIN = Instant.parse("2026-11-24T00:00:00Z");
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final int CHUNKS = 600;

    @Test
    void whateverInstanceBooksNothingIsLostAndNothingCountsTwice(@TempDir Path directory) throws Exception {
        SetClock.NOW.set(BEGIN.plusSeconds(CHUNKS + 60));
        var run = Journeys.of("TWO", BEGIN);
        try (var server = new LatencyServer(directory)) {
            var other = server.startInstance();
            try {
                await().atMost(LONG).until(() -> server.partitionsOfInstances().equals(List.of(3, 3)));
                server.send(List.of(run.planned((long) CHUNKS, true, null), run.followed("cnaf")));
                server.send(records(run, 0, CHUNKS / 2));
                awaitDelivered(server, CHUNKS / 2);
            } finally {
                other.close();
            }
            server.send(records(run, CHUNKS / 2, CHUNKS));
            awaitDelivered(server, CHUNKS);

            var alone = server.json("/v1/books/V1-hoft.TWO", "reader");
            try (var third = server.startInstance()) {
                await().atMost(LONG).until(() -> server.partitionsOfInstances().equals(List.of(3, 3)));
                server.send(records(run, 0, CHUNKS)); // all of it again
                server.send(records(Journeys.of("AFTER", BEGIN), 0, 1));
                await().atMost(LONG).until(() -> server.lag() == 0);

                assertThat(third.isRunning()).isTrue();
                assertThat(server.json("/v1/books/V1-hoft.TWO", "reader")).isEqualTo(alone);
            }
        }
    }

    private static List<JourneyRecord> records(Journeys run, int from, int to) {
        var records = new ArrayList<JourneyRecord>();
        for (long n = from; n < to; n++) {
            Collections.addAll(records, run.stored(n), run.attached(n), run.notified(n), run.delivered(n, "cnaf", 20));
        }
        return records;
    }

    private static void awaitDelivered(LatencyServer server, long chunks) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(server.json("/v1/books/V1-hoft.TWO", "reader")
                                .path("followers")
                                .path(0)
                                .path("book")
                                .path("delivered")
                                .asLong())
                        .isEqualTo(chunks));
    }
}
