package org.strainlake.latency.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.strainlake.journey.JourneyRecord;
import org.strainlake.journey.JourneyRecord.Failure;
import org.strainlake.journey.Stage;
import org.strainlake.latency.Journeys;
import org.strainlake.latency.statistics.Fate;
import org.strainlake.latency.statistics.Judge;
import org.strainlake.latency.statistics.Terms;
import org.strainlake.latency.store.JourneyBatch.ChunkFacts;
import org.strainlake.latency.store.JourneyBatch.DeliveryFacts;
import org.strainlake.latency.store.JourneyBatch.DeliveryKey;

/** Random records in random order: the sum always closes, and the order does not matter. */
class AnyOrderTest {
    private static final int CHUNKS = 50;
    private static final long SECOND = 1_000_000_000L;
    private static final Journeys RUN = Journeys.of("7K3Q", Instant.parse("2026-11-23T07:09:07.123456789Z"));
    private static final long BEGIN = EpochNanos.of(RUN.begin());

    static Stream<Long> seeds() {
        return Stream.iterate(1L, seed -> seed + 1).limit(40);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theSumClosesWhateverComesInWhateverOrder(long seed) {
        var random = new Random(seed);
        var records = records(random);
        var terms = new Terms(
                random.nextBoolean() ? 5 * SECOND : null,
                600 * SECOND,
                BEGIN + CHUNKS * SECOND,
                null,
                random.nextInt(3) == 0 ? BEGIN + random.nextInt(CHUNKS) * SECOND : null,
                null);
        long now = BEGIN + random.nextInt(700) * SECOND;

        var sum = sum(records, new Judge(terms, now));

        assertThat(sum.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(CHUNKS);
        for (int i = 0; i < 5; i++) {
            records.addAll(records.subList(0, random.nextInt(20)));
            Collections.shuffle(records, random);
            assertThat(sum(records, new Judge(terms, now))).isEqualTo(sum);
        }
    }

    private static List<JourneyRecord> records(Random random) {
        var failures = Failure.values();
        var records = new ArrayList<JourneyRecord>();
        for (int i = 0; i < 200; i++) {
            long n = random.nextInt(CHUNKS);
            records.add(
                    switch (random.nextInt(8)) {
                        case 0, 1 -> RUN.stored(n);
                        case 2 -> RUN.notified(n);
                        case 3, 4 -> RUN.delivered(n, "cnaf", random.nextInt(8000));
                        case 5 -> RUN.failed(n, "cnaf", failures[random.nextInt(failures.length)], "r" + i);
                        case 6 -> RUN.failed(n, null, Failure.LOST, "s" + i);
                        default -> RUN.attached(n);
                    });
        }
        return records;
    }

    private static Map<Fate, Long> sum(List<JourneyRecord> records, Judge judge) {
        var batch = new JourneyBatch();
        records.forEach(batch::add);
        var sum = new EnumMap<Fate, Long>(Fate.class);
        for (long gps = Journeys.FIRST_GPS; gps < Journeys.FIRST_GPS + CHUNKS; gps++) {
            sum.merge(judge.judge(line(batch, gps)).fate(), 1L, Long::sum);
        }
        return sum;
    }

    private static ChunkLine line(JourneyBatch batch, long gps) {
        var chunk = batch.chunks().get(new JourneyBatch.ChunkKey(RUN.run(), gps));
        if (chunk == null) {
            return ChunkLine.absent(gps);
        }
        var delivery = batch.deliveries().get(new DeliveryKey(RUN.run(), "cnaf", gps));
        return joined(gps, chunk, delivery == null ? new DeliveryFacts() : delivery);
    }

    private static ChunkLine joined(long gps, ChunkFacts chunk, DeliveryFacts delivery) {
        var stamps = new Stamps();
        for (var stage : Stage.values()) {
            var from = stage.isFollowers() ? delivery.stamps : chunk.stamps;
            var clock = from.clock(stage);
            if (clock != null) {
                stamps.take(stage, from.nanos(stage), clock);
            }
        }
        return new ChunkLine(gps, chunk.did, stamps, chunk.ending, delivery.ending, List.of(), Content.UNKNOWN);
    }
}
