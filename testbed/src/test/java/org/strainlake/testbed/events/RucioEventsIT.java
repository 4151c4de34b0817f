package org.strainlake.testbed.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.event.EventType;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.http.OutboundHttp;
import org.strainlake.journey.JourneyRecord;
import org.strainlake.lake.CatalogueResult;
import org.strainlake.lake.Content;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.DataLake;
import org.strainlake.lake.FileEntry;
import org.strainlake.lake.StoreResult;
import org.strainlake.testbed.RealLake;

/** What a real Rucio and its own clients do reaches us, and what we do reaches them. */
class RucioEventsIT {
    private static final RealLake LAKE = RealLake.get();
    private static final String RUN = UUID.randomUUID().toString().substring(0, 8);

    private static OutboundHttp http;
    private static DataLake lake;
    private static Feed feed;
    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void start() throws Exception {
        var access = LAKE.access();
        http = access.http();
        var tokens = access.tokens(http, "uploader");
        lake = DataLake.of(access.catalogue(http, tokens), access.storage(http, tokens));
        feed = new Feed(LAKE, "strainlake-test-" + RUN, LAKE.scope() + ":V-V1_FOREIGN_" + RUN + "-*");
        service = feed.start();
    }

    @AfterAll
    static void stop() throws IOException {
        service.close();
        feed.close();
        http.close();
    }

    @Test
    void anEventThatRucioSentWhileTheServiceWasDownArrivesAfterItIsUpAgain() throws Exception {
        var dataset = dataset("AWAY");
        service.close();
        feed.untilRucioSent(dataset.name(), () -> create(dataset));
        service = feed.start();

        patiently(() -> assertThat(feed.events(dataset.name())).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo("create_dts");
            assertThat(event.source()).isEqualTo(FeedEvent.Source.RUCIO);
        }));
    }

    @Test
    void aFileOfAnOrdinaryUploadIsToldByComparisonWithTheCatalogue(@TempDir Path directory) throws Exception {
        var dataset = dataset("FOREIGN");
        var file = chunk("FOREIGN", 1);
        byte[] bytes = noise();
        Files.write(directory.resolve(file.name()), bytes);

        RucioClient.of(LAKE)
                .run(
                        directory,
                        "upload",
                        "--rse",
                        LAKE.rse(),
                        "--scope",
                        LAKE.scope(),
                        dataset.toString(),
                        file.name());

        patiently(() -> assertThat(feed.events(file.name())).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo(EventType.FILE_ATTACHED);
            assertThat(event.source()).isEqualTo(FeedEvent.Source.RECONCILED);
            assertThat(event.dataset()).isEqualTo(dataset);
            assertThat(FeedCodec.payload(event).adler32()).isEqualTo(Adler32Checksum.of(bytes));
        }));
    }

    @Test
    void whatWeUploadAnOrdinaryDownloadFetches(@TempDir Path directory) throws Exception {
        var dataset = dataset("OURS");
        create(dataset);
        var file = chunk("OURS", 1);
        byte[] bytes = noise();
        upload(dataset, file, bytes);

        RucioClient.of(LAKE).run(directory, "download", "--dir", "got", file.toString());

        // The client itself compares the checksum, and fails if it is another.
        assertThat(directory.resolve("got").resolve(LAKE.scope()).resolve(file.name()))
                .hasBinaryContent(bytes);
    }

    @Test
    void theCopyOfEachChunkThatARuleMakesReachesTheLogAndTheBook() throws Exception {
        var dataset = dataset("COPIED");
        create(dataset);
        var chunks = List.of(chunk("COPIED", 1), chunk("COPIED", 2), chunk("COPIED", 3));
        for (var chunk : chunks) {
            upload(dataset, chunk, noise());
        }

        done(lake.catalogue().addRule(dataset, LAKE.secondRse(), 1, "User Subscriptions"));

        for (var chunk : chunks) {
            patiently(() -> assertThat(feed.events(chunk.name()))
                    .filteredOn(event -> event.type().equals(EventType.TRANSFER_DONE))
                    .singleElement()
                    .satisfies(event -> assertThat(event.rse()).isEqualTo(LAKE.secondRse())));
            patiently(() -> assertThat(feed.journeys())
                    .filteredOn(record -> record instanceof JourneyRecord.CopyArrived copy
                            && copy.did().equals(chunk)
                            && copy.rse().equals(LAKE.secondRse()))
                    .hasSize(1));
        }
    }

    private static void upload(DataIdentifier dataset, DataIdentifier file, byte[] bytes) throws IOException {
        var adler32 = Adler32Checksum.of(bytes);
        var url = lake.catalogue().address(lake.catalogue().storageElement(LAKE.rse()), file);
        assertThat(lake.storage().put(url, Content.of(bytes), adler32)).isEqualTo(new StoreResult.Stored(adler32));
        done(lake.catalogue().attachFiles(dataset, LAKE.rse(), List.of(new FileEntry(file, bytes.length, adler32))));
    }

    private static void create(DataIdentifier dataset) {
        done(lake.catalogue().createDataset(dataset, Map.of()));
    }

    private static void done(CatalogueResult result) {
        assertThat(result).isEqualTo(new CatalogueResult.Done());
    }

    private static DataIdentifier dataset(String description) {
        return new DataIdentifier(LAKE.scope(), "V-V1_" + description + "_" + RUN + "-1400000000-3600");
    }

    private static DataIdentifier chunk(String description, int second) {
        return new DataIdentifier(
                LAKE.scope(), "V-V1_" + description + "_" + RUN + "-" + (1_400_000_000 + second) + "-1.h5");
    }

    private static byte[] noise() {
        byte[] bytes = new byte[65_536];
        new Random().nextBytes(bytes);
        return bytes;
    }

    private static void patiently(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(assertion);
    }
}
