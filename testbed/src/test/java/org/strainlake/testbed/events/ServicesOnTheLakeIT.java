package org.strainlake.testbed.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.strainlake.chunkfile.StrainGenerator;
import org.strainlake.http.OutboundHttp;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.testbed.RealLake;
import org.strainlake.time.GpsTime;

/** The downloader and the uploader as they are shipped, beside a real lake and Rucio's own client. */
class ServicesOnTheLakeIT {
    private static final RealLake LAKE = RealLake.get();
    private static final String RUN = UUID.randomUUID().toString().substring(0, 8);
    private static final long START = 1_400_000_001;
    private static final int CHUNKS = 3;

    private static OutboundHttp http;
    private static Feed feed;
    private static ConfigurableApplicationContext notification;
    private static Service downloader;
    private static Service uploader;
    private static Path delivered;
    private static Path source;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        http = LAKE.access().http();
        feed = new Feed(LAKE, "strainlake-services-" + RUN, LAKE.scope() + ":V-V1_FOREIGN_" + RUN + "-*");
        notification = feed.start();
        delivered = directory.resolve("delivered");
        source = directory.resolve("V-V1_SOURCE-" + START + "-" + CHUNKS + ".hdf5");
        StrainGenerator.virgo(GpsTime.ofSeconds(START), CHUNKS, 1).write(source);
        downloader = feed.start(
                "downloader",
                Map.of(
                        "strainlake.follows.all.experiment",
                        LAKE.experiment(),
                        "strainlake.follows.all.datasets",
                        LAKE.scope() + ":V-V1_*_" + RUN + "-*",
                        "strainlake.follows.all.sinks[0].directory.path",
                        delivered));
        uploader = feed.start(
                "uploader",
                Map.of(
                        "strainlake.replay.roots",
                        directory,
                        "strainlake.streams.traced.experiment",
                        LAKE.experiment(),
                        "strainlake.streams.traced.detector",
                        "V1",
                        "strainlake.streams.traced.channel",
                        "V1:Hrec_hoft_4096Hz",
                        "strainlake.streams.traced.description",
                        "TRACED",
                        "strainlake.streams.traced.sample-rate-hz",
                        4096,
                        "strainlake.streams.traced.scope",
                        LAKE.scope(),
                        "strainlake.streams.traced.container",
                        "V1.TRACED",
                        "strainlake.streams.traced.rse",
                        LAKE.rse()));
    }

    @AfterAll
    static void stop() throws Exception {
        uploader.close();
        downloader.close();
        notification.close();
        feed.close();
        http.close();
    }

    @Test
    void whatAnOrdinaryUploadPutsIntoAFollowedDatasetIsDelivered(@TempDir Path directory) throws Exception {
        var dataset = new DataIdentifier(LAKE.scope(), "V-V1_FOREIGN_" + RUN + "-1400000000-3600");
        var name = "V-V1_FOREIGN_" + RUN + "-" + START + "-1.h5";
        byte[] bytes = new byte[65_536];
        new Random().nextBytes(bytes);
        Files.write(directory.resolve(name), bytes);

        RucioClient.of(LAKE)
                .run(directory, "upload", "--rse", LAKE.rse(), "--scope", LAKE.scope(), dataset.toString(), name);

        patiently(() -> assertThat(delivered.resolve(name)).hasBinaryContent(bytes));
    }

    @Test
    void theUploadersTracesReachTheBrokerWithTheNamesOfTheirFiles() throws Exception {
        replay();

        for (int i = 0; i < CHUNKS; i++) {
            var file = new DataIdentifier(LAKE.scope(), "V-V1_TRACED_REPLAY_" + RUN + "-" + (START + i) + "-1.h5");
            patiently(() -> assertThat(feed.uploadHints(file)).containsExactly(LAKE.rse()));
            patiently(() -> assertThat(delivered.resolve(file.name())).exists());
        }
    }

    private static void replay() throws IOException, InterruptedException {
        var order = """
                {"stream": "traced", "source": "%s", "order": "sequential", "seed": 1, "speed": "max",
                 "gps": "keep", "chunks": %d, "booked": false, "tag": "%s"}""".formatted(source, CHUNKS, RUN);
        var token = LAKE.access().tokens(http, LAKE.client("data-manager").id()).token(Feed.AUDIENCE, "openid");
        var request = HttpRequest.newBuilder(uploader.url().resolve("/v1/replays"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(order))
                .build();
        try (var client = HttpClient.newHttpClient()) {
            var response = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        }
    }

    private static void patiently(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(assertion);
    }
}
