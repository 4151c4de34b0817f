package org.strainlake.downloader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.strainlake.embargo.Embargo;
import org.strainlake.journey.Deviation;
import org.strainlake.journey.JourneyRecord;
import org.strainlake.journey.Stage;
import org.strainlake.lake.DidPattern;
import org.strainlake.lake.FetchResult;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DownloaderIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final FakeLake lake = new FakeLake();
    private final Site site;
    private ConfigurableApplicationContext service;

    DownloaderIT(@TempDir Path directory) throws Exception {
        site = Site.start(directory);
        service = site.service(lake);
    }

    @BeforeAll
    void declared() {
        await().atMost(LONG)
                .until(() -> site.journey().stream().anyMatch(JourneyRecord.FollowDeclared.class::isInstance));
    }

    @AfterAll
    void stop() throws Exception {
        service.close();
        site.close();
    }

    @Test
    void anEventLeadsToADeliveredFileBitForBitAndToItsStamps() throws Exception {
        lake.show(Chunks.url(1001), Chunks.bytes(1001));

        site.publishNonsense();
        site.publish(Chunks.stored(1001));
        site.publish(Chunks.attached(1001));

        await().atMost(LONG).untilAsserted(() -> assertThat(file(1001)).hasBinaryContent(Chunks.bytes(1001)));
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(stages(1001)).singleElement().satisfies(told -> {
                    assertThat(told.follower()).isEqualTo("low-latency");
                    assertThat(told.stamps()).containsOnlyKeys(Stage.FETCHED, Stage.VERIFIED, Stage.DELIVERED);
                }));
    }

    @Test
    void whatTheStorageDoesNotShowYetIsDeliveredWhenItDoes() throws Exception {
        site.publish(Chunks.stored(1002));
        await().atMost(LONG).until(() -> lake.gets() > 2);

        lake.show(Chunks.url(1002), Chunks.bytes(1002));

        await().atMost(LONG).untilAsserted(() -> assertThat(file(1002)).hasBinaryContent(Chunks.bytes(1002)));
    }

    @Test
    void aChunkWhoseEveryCopyHasAFlippedByteIsCorruptedAndNeverDelivered() throws Exception {
        var flipped = Chunks.bytes(1003);
        flipped[500] ^= 1;
        lake.show(Chunks.url(1003), flipped);

        site.publish(Chunks.stored(1003));

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(failures(1003))
                        .singleElement()
                        .satisfies(told -> assertThat(told.failure()).isEqualTo(JourneyRecord.Failure.CORRUPTED)));
        assertThat(file(1003)).doesNotExist();
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(site.journey().stream()
                                .filter(JourneyRecord.DeviationSeen.class::isInstance)
                                .map(JourneyRecord.DeviationSeen.class::cast)
                                .filter(seen -> Chunks.did(1003).equals(seen.did())))
                        .isNotEmpty()
                        .allSatisfy(seen -> {
                            assertThat(seen.deviation()).isEqualTo(Deviation.BYTES_CHANGED_IN_STORAGE);
                            assertThat(seen.seenBy()).isEqualTo("downloader");
                            assertThat(seen.where()).isEqualTo("storage");
                        })
                        .extracting(JourneyRecord.DeviationSeen::id)
                        .satisfies(ids -> assertThat(Set.copyOf(ids)).hasSize(1)));
        try (var files = Files.list(site.delivered())) {
            assertThat(files.map(path -> path.getFileName().toString())).noneMatch(name -> name.startsWith("."));
        }
    }

    @Test
    void aRestartTakesUpWhatWasPendingAndDeliversNothingTwice() throws Exception {
        lake.show(Chunks.url(1004), Chunks.bytes(1004));
        site.publish(Chunks.stored(1004));
        site.publish(Chunks.stored(1005));
        await().atMost(LONG).untilAsserted(() -> assertThat(file(1004)).exists());
        await().atMost(LONG).untilAsserted(() -> assertThat(stages(1004)).hasSize(1));
        var delivered = Files.getLastModifiedTime(file(1004));

        service.close();
        Files.writeString(site.delivered().resolve(".part-77"), "left behind");
        lake.show(Chunks.url(1005), Chunks.bytes(1005));
        service = site.service(lake);
        site.publish(Chunks.attached(1004));
        site.publish(Chunks.attached(1005));

        await().atMost(LONG).untilAsserted(() -> assertThat(file(1005)).hasBinaryContent(Chunks.bytes(1005)));
        await().atMost(LONG).untilAsserted(() -> assertThat(stages(1005)).hasSize(1));
        assertThat(stages(1004)).hasSize(1);
        assertThat(Files.getLastModifiedTime(file(1004))).isEqualTo(delivered);
        assertThat(site.delivered().resolve(".part-77")).doesNotExist();
    }

    @Test
    void whatWasKnownOnlyFromACopyIsBookedOnceItsStrainIsTold() throws Exception {
        lake.show(Chunks.url(1006), Chunks.bytes(1006));
        site.publish(Chunks.copied(1006));
        await().atMost(LONG).untilAsserted(() -> assertThat(file(1006)).hasBinaryContent(Chunks.bytes(1006)));
        var delivered = Files.getLastModifiedTime(file(1006));
        assertThat(stages(1006)).isEmpty();

        site.publish(Chunks.stored(1006));
        site.publish(Chunks.attached(1006));

        await().atMost(LONG).untilAsserted(() -> assertThat(stages(1006)).hasSize(1));
        assertThat(Files.getLastModifiedTime(file(1006))).isEqualTo(delivered);
    }

    @Test
    void whatWasWithheldIsTriedAgainOnceItIsReleasedAndNotBefore() throws Exception {
        lake.show(Chunks.url(1007), Chunks.bytes(1007));
        lake.mood(url -> url.equals(Chunks.url(1007)) ? new FetchResult.Refused("403") : null);
        site.publish(Chunks.stored(1007));
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(failures(1007))
                        .singleElement()
                        .satisfies(told -> assertThat(told.failure()).isEqualTo(JourneyRecord.Failure.WITHHELD)));
        lake.mood(url -> null);

        lake.show(Chunks.url(1008), Chunks.bytes(1008));
        site.publish(embargo(1, null));
        site.publish(Chunks.attached(1007));
        site.publish(Chunks.stored(1008));
        await().atMost(LONG).untilAsserted(() -> assertThat(file(1008)).exists());
        assertThat(file(1007)).doesNotExist();
        site.publish(embargo(2, Site.now()));

        await().atMost(LONG).untilAsserted(() -> assertThat(file(1007)).hasBinaryContent(Chunks.bytes(1007)));
        await().atMost(LONG).untilAsserted(() -> assertThat(stages(1007)).hasSize(1));
    }

    private static Embargo embargo(long version, @Nullable Instant released) {
        return new Embargo(
                "streams/V1-hoft",
                "closed-7f3a90c2",
                version,
                "virgo",
                List.of(DidPattern.parse("virgo:V-V1_HOFT_REPLAY_TEST-*")),
                List.of("/virgo"),
                null,
                false,
                List.of(),
                released);
    }

    private Path file(long gps) {
        return site.delivered().resolve(Chunks.did(gps).name());
    }

    private List<JourneyRecord.StagesReached> stages(long gps) {
        return site.journey().stream()
                .filter(JourneyRecord.StagesReached.class::isInstance)
                .map(JourneyRecord.StagesReached.class::cast)
                .filter(told -> told.gpsStart() == gps)
                .toList();
    }

    private List<JourneyRecord.ChunkFailed> failures(long gps) {
        return site.journey().stream()
                .filter(JourneyRecord.ChunkFailed.class::isInstance)
                .map(JourneyRecord.ChunkFailed.class::cast)
                .filter(told -> told.gpsStart() == gps)
                .toList();
    }
}
