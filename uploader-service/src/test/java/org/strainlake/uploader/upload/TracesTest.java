package org.strainlake.uploader.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.checksum.Sha256Checksum;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.uploader.Examples;
import org.strainlake.uploader.FakeLake;
import org.strainlake.uploader.announce.JourneyProperties;
import org.strainlake.uploader.journal.ChunkEntry;
import org.strainlake.uploader.stream.Stream;

class TracesTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CountDownLatch served = new CountDownLatch(1);
    private final Stream stream = Examples.stream();
    private Traces traces = tracesTo(new FakeLake());

    @AfterEach
    void end() throws InterruptedException {
        served.countDown();
        traces.destroy();
    }

    @Test
    void aCatalogueThatHangsHoldsUpNobodyAndWhatIsTooMuchIsCountedAsDropped() {
        traces = tracesTo(new FakeLake() {
            @Override
            public void trace(Map<String, Object> trace) {
                try {
                    served.await();
                } catch (InterruptedException over) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        traces.start();

        for (int i = 0; i < 1500; i++) {
            traces.uploaded(stream, chunk(i));
        }

        assertThat(count("dropped")).isBetween(499.0, 500.0);
        assertThat(count("sent")).isZero();
    }

    @Test
    void aTraceThatFailsIsDroppedAndCounted() {
        traces = tracesTo(new FakeLake() {
            @Override
            public void trace(Map<String, Object> trace) throws IOException {
                throw new IOException("the catalogue is away");
            }
        });
        traces.start();

        traces.uploaded(stream, chunk(1));

        await().until(() -> count("dropped") == 1);
        assertThat(count("sent")).isZero();
    }

    private Traces tracesTo(FakeLake lake) {
        var properties = new AttachProperties(
                500, Duration.ZERO, Duration.ofMinutes(2), Duration.ofMinutes(10), Duration.ofSeconds(10), "");
        return new Traces(lake, properties, new JourneyProperties("ego"), meters);
    }

    private double count(String outcome) {
        return meters.counter("strainlake.traces", "outcome", outcome).count();
    }

    private static ChunkEntry chunk(int second) {
        var created = Instant.parse("2026-11-23T07:00:00Z");
        return new ChunkEntry(
                new DataIdentifier("virgo", "V-V1_HOFT-" + (1_167_559_200 + second) + "-1.h5"),
                "V1-hoft",
                "7K3Q",
                1_167_559_200L + second,
                1,
                16,
                100,
                new Adler32Checksum("0b587cce"),
                new Sha256Checksum("0".repeat(64)),
                null,
                new DataIdentifier("virgo", "V-V1_HOFT-1167559200-3600"),
                "CERN-PROMPT",
                URI.create("https://storage.example/rucio/x"),
                null,
                null,
                created,
                created,
                true,
                created,
                false,
                null);
    }
}
