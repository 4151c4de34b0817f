package org.strainlake.latency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.strainlake.embargo.Embargo;
import org.strainlake.foreign.Python;
import org.strainlake.journey.JourneyRecord;
import org.strainlake.journey.JourneyRecord.Failure;
import org.strainlake.journey.JourneyRecord.RunPlanned;
import org.strainlake.journey.Stage;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.DidPattern;
import org.strainlake.time.GpsTime;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LatencyIT {
    private static final Instant BEGIN = Instant.parse("2026-11-23T07:09:07.123456789Z");
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    static Path directory;

    private static LatencyServer server;
    private static HttpServer ego;

    @BeforeAll
    static void start() throws Exception {
        ego = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ego.createContext("/actuator/clock", LatencyIT::answerAQuarterOfAnHourAhead);
        ego.start();
        server = new LatencyServer(
                directory,
                "--strainlake.clocks.addresses.ego=http://127.0.0.1:"
                        + ego.getAddress().getPort() + "/",
                "--strainlake.clocks.interval=1s",
                "--strainlake.meters.interval=1s");
    }

    private static void answerAQuarterOfAnHourAhead(HttpExchange exchange) throws IOException {
        long ahead = SetClock.NOW.get().plusSeconds(900).getEpochSecond() * 1_000_000_000L;
        var body = ("{\"receivedNanos\":" + ahead + ",\"sentNanos\":" + ahead + "}").getBytes(UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        ego.stop(0);
    }

    @BeforeEach
    void oneMinuteIntoTheRun() {
        SetClock.NOW.set(BEGIN.plusSeconds(60));
    }

    @Test
    void recordsInAnyOrderAndTwiceGiveTheSameBook() throws Exception {
        var straight = records(Journeys.of("STRAIGHT", BEGIN));
        var shuffled = records(Journeys.of("SHUFFLED", BEGIN));
        shuffled.addAll(List.copyOf(shuffled));
        Collections.shuffle(shuffled, new Random(1));

        server.send(straight);
        for (int i = 0; i < shuffled.size(); i += 7) { // several batches, so that the database folds too
            server.send(shuffled.subList(i, Math.min(i + 7, shuffled.size())));
        }

        awaitBooked("STRAIGHT", 19);
        awaitBooked("SHUFFLED", 19);
        for (var tag : List.of("STRAIGHT", "SHUFFLED")) {
            var book = page(tag).path("book");
            assertThat(book.toString())
                    .as(tag)
                    .isEqualTo("{\"expected\":40,\"delivered\":19,\"late\":6,\"lost\":2,\"corrupted\":3,"
                            + "\"withheld\":3,\"pending\":7,\"closed\":false}");
        }
        assertThat(page("SHUFFLED").path("legs")).isEqualTo(page("STRAIGHT").path("legs"));
        assertThat(lines("SHUFFLED").replace("SHUFFLED", "STRAIGHT")).isEqualTo(lines("STRAIGHT"));
    }

    @Test
    void legsAreTakenFromTheStamps() throws Exception {
        var run = Journeys.of("LEGS", BEGIN);
        var records = new ArrayList<JourneyRecord>(List.of(run.planned(3L, true, null), run.followed("cnaf-LEGS")));
        for (long n = 0; n < 3; n++) {
            Collections.addAll(records, run.stored(n), run.attached(n), run.notified(n));
        }
        records.add(run.delivered(0, "cnaf-LEGS", 20));
        records.add(run.delivered(1, "cnaf-LEGS", 30));
        records.add(run.delivered(2, "cnaf-LEGS", -4)); // a clock that lags

        server.send(records);

        awaitBooked("LEGS", 3);
        assertThat(page("LEGS").path("book").path("closed").asBoolean()).isTrue();
        var legs = page("LEGS").path("legs");
        assertThat(legs.get(0).toString())
                .isEqualTo("{\"name\":\"created-stored\",\"count\":3,\"meanMs\":1.0,\"p50Ms\":1.0,\"p90Ms\":1.0,"
                        + "\"p99Ms\":1.0,\"maxMs\":1.0,\"negative\":0}");
        assertThat(legs.get(4).toString())
                .startsWith("{\"name\":\"created-delivered\",\"count\":2,\"meanMs\":25.0,")
                .endsWith("\"maxMs\":30.0,\"negative\":1}");
    }

    @Test
    void copiesAreBookedOnceForEachStorageWhicheverComesFirst() throws Exception {
        var run = Journeys.of("COPIES", BEGIN);
        server.send(List.of(
                run.copied(0, "CNAF-DISK", 4000),
                run.planned(2L, true, null),
                run.followed("cnaf-COPIES"),
                run.stored(0),
                run.stored(1),
                run.copied(0, "CNAF-DISK", 5000)));
        server.send(List.of(
                run.copied(0, "CNAF-DISK", 3000),
                run.copied(0, "EGO-ARCHIVE", 9000),
                run.copied(7, "CNAF-DISK", 0), // of no chunk of the run
                run.delivered(0, "cnaf-COPIES", 20),
                run.delivered(1, "cnaf-COPIES", 20)));

        awaitBooked("COPIES", 2);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(lines("COPIES"))
                        .containsOnlyOnce("\"copies\":[{\"rse\":\"CNAF-DISK\",\"arrivedAt\":\"" + run.at(0, 3000)
                                + "\"},{\"rse\":\"EGO-ARCHIVE\",\"arrivedAt\":\"" + run.at(0, 9000) + "\"}]"));
        assertThat(server.get("/v1/books/V1-hoft.COPIES", "reader").body())
                .contains("\"copies\":[{\"rse\":\"CNAF-DISK\",\"chunks\":1},{\"rse\":\"EGO-ARCHIVE\",\"chunks\":1}]");
    }

    @Test
    void absentSecondsAreLostAfterTheDeadlineAndLateWhenTheyTurnUp() throws Exception {
        var run = Journeys.of("ABSENT", BEGIN);
        server.send(List.of(
                run.planned(2L, true, null),
                run.followed("cnaf-ABSENT"),
                run.stored(1),
                run.delivered(1, "cnaf-ABSENT", 9)));

        awaitBooked("ABSENT", 1);
        assertThat(page("ABSENT").path("book").path("pending").asLong()).isEqualTo(1);

        SetClock.NOW.set(BEGIN.plusSeconds(700));
        assertThat(page("ABSENT").path("book").path("lost").asLong()).isEqualTo(1);
        assertThat(page("ABSENT").path("book").path("closed").asBoolean()).isTrue();
        assertThat(lines("ABSENT"))
                .startsWith(
                        "{\"gpsStart\":1167559920,\"class\":\"lost\",\"reason\":\"absent-at-source\",\"clocks\":{}}\n");

        var turnedUp = Journeys.of("ABSENT", BEGIN.plusSeconds(690));
        server.send(List.of(turnedUp.stored(0), turnedUp.delivered(0, "cnaf-ABSENT", 9)));
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(
                                page("ABSENT").path("book").path("late").asLong())
                        .isEqualTo(1));
    }

    @Test
    void closureMakesWhatIsPendingLostAndMayBeAskedTwice() throws Exception {
        var run = Journeys.of("CLOSURE", BEGIN);
        server.send(List.of(
                run.planned(null, true, null),
                run.followed("cnaf-CLOSURE"),
                run.stored(0),
                run.stored(1),
                run.delivered(0, "cnaf-CLOSURE", 9)));
        awaitBooked("CLOSURE", 1);
        assertThat(page("CLOSURE").path("book").path("expected").asLong()).isEqualTo(2);
        assertThat(page("CLOSURE").path("book").path("pending").asLong()).isEqualTo(1);

        assertThat(server.post("/v1/books/V1-hoft.CLOSURE/closure", "reader").statusCode())
                .isEqualTo(403);
        assertThat(server.post("/v1/books/V1-hoft.CLOSURE/closure", null).statusCode())
                .isEqualTo(401);
        var closed = server.post("/v1/books/V1-hoft.CLOSURE/closure", "operator");
        SetClock.NOW.set(BEGIN.plusSeconds(90));
        var again = server.post("/v1/books/V1-hoft.CLOSURE/closure", "operator");

        assertThat(closed.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(closed.body()).contains("\"closedAt\":\"2026-11-23T07:10:07.123456789Z\"");
        assertThat(page("CLOSURE").path("book").toString())
                .isEqualTo("{\"expected\":2,\"delivered\":1,\"late\":0,\"lost\":1,\"corrupted\":0,"
                        + "\"withheld\":0,\"pending\":0,\"closed\":true}");
    }

    @Test
    void whoMayNotKnowOfARunIsToldTheSameWhetherItExists() throws Exception {
        var run = Journeys.of("SECRET", BEGIN);
        server.send(
                List.of(run.planned(1L, true, null), run.followed("cnaf-SECRET"), run.delivered(0, "cnaf-SECRET", 9)));
        awaitBooked("SECRET", 1);

        for (var path : List.of("", "/lines?follower=cnaf-SECRET")) {
            var secret = server.get("/v1/books/V1-hoft.SECRET" + path, null);
            assertThat(secret.statusCode()).isEqualTo(401);
            assertThat(server.get("/v1/books/V1-hoft.NONE" + path, null).statusCode())
                    .isEqualTo(401);
            var forbidden = server.get("/v1/books/V1-hoft.SECRET" + path, "stranger");
            var unknown = server.get("/v1/books/V1-hoft.NONE" + path, "stranger");
            assertThat(forbidden.statusCode()).isEqualTo(403);
            assertThat(unknown.statusCode()).isEqualTo(403);
            assertThat(unknown.body()).isEqualTo(forbidden.body().replace("SECRET", "NONE"));
        }
        assertThat(server.get("/v1/books", "stranger").body()).doesNotContain("SECRET");
        assertThat(server.get("/v1/books", null).body()).doesNotContain("SECRET");
        assertThat(server.get("/v1/books", "reader").body()).contains("V1-hoft.SECRET");
        assertThat(server.get("/v1/books/V1-hoft.SECRET", "operator").statusCode())
                .isEqualTo(200);
        assertThat(server.get("/v1/books/V1-hoft.SECRET/lines?follower=cnaf-SECRET", "operator")
                        .statusCode())
                .isEqualTo(403);
        assertThat(server.get("/v1/books/V1-hoft.NONE", "operator"))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(404))
                .satisfies(answer -> assertThat(answer.body())
                        .contains("\"type\":\"/problems/run-unknown\"", "\"run\":\"V1-hoft.NONE\""));
    }

    @Test
    void csvSaysWhatNdjsonSays() throws Exception {
        var run = Journeys.of("FORMS", BEGIN);
        server.send(records(run));
        awaitBooked("FORMS", 19);

        var path = "/v1/books/V1-hoft.FORMS/lines?follower=cnaf-FORMS";
        var csv = server.get(path, "reader", "Accept", "text/csv");
        var json = server.get(path, "reader", "Accept", "application/x-ndjson");

        assertThat(csv.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
        assertThat(json.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
        assertThat(csv.body().lines().skip(1).toList())
                .isEqualTo(json.body().lines().map(LatencyIT::asCsv).toList());
        assertThat(csv.body().lines()).hasSize(41);
        assertThat(server.get(path + "&gps-start=1167559922&gps-end=1167559925", "reader")
                        .body()
                        .lines())
                .extracting(line -> line.substring(12, 22))
                .containsExactly("1167559922", "1167559923", "1167559924");
    }

    @Test
    void whatArrivedAndWhatDidNotAreToldAsSegments() throws Exception {
        server.send(records(Journeys.of("SEGMENTS", BEGIN)));
        awaitBooked("SEGMENTS", 19);
        var path = "/v1/books/V1-hoft.SEGMENTS/segments?follower=cnaf-SEGMENTS";

        assertThat(server.get(path, "reader").body()).isEqualTo("{\"segments\":[[1167559920,1167559945]]}");
        assertThat(server.get(path + "&class=delivered&class=lost", "reader").body())
                .isEqualTo("{\"segments\":[[1167559920,1167559939],[1167559951,1167559953]]}");
        var text = server.get(path + "&class=lost,corrupted&gps-start=1167559946", "reader", "Accept", "text/plain");
        assertThat(text.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
        assertThat(text.body())
                .isEqualTo(
                        "# seg\tstart\tstop\tduration\n0\t1167559946\t1167559948\t2\n1\t1167559951\t1167559953\t2\n");
        assertThat(readByGwpy(text.body())).isEqualTo("[[1167559946, 1167559948], [1167559951, 1167559953]]");
        assertThat(server.get(path + "&class=odd", "reader").statusCode()).isEqualTo(400);
        assertThat(server.get(path, null).statusCode()).isEqualTo(401);
        assertThat(server.get(path, "operator").statusCode()).isEqualTo(403);
    }

    @Test
    void aBookIsToldInStepsOfGpsTimeAndItsStepsSumUpToIt() throws Exception {
        server.send(records(Journeys.of("STEPS", BEGIN)));
        awaitBooked("STEPS", 19);
        var path = "/v1/books/V1-hoft.STEPS/series?follower=cnaf-STEPS";

        var whole = server.json(path + "&step=1000", "reader");
        var book = page("STEPS").path("book");
        assertThat(whole.path("gps").toString()).isEqualTo("[1167559920]");
        for (var fate : List.of("delivered", "late", "lost", "corrupted", "withheld", "pending")) {
            assertThat(whole.path("classes").path(fate).get(0)).as(fate).isEqualTo(book.path(fate));
        }
        for (var leg : page("STEPS").path("legs")) {
            var column = whole.path("legs").path(leg.path("name").asString());
            for (var member : List.of("count", "p50Ms", "p90Ms", "p99Ms", "maxMs", "negative")) {
                assertThat(column.path(member).get(0)).as(leg + member).isEqualTo(leg.path(member));
            }
        }
        var seconds =
                server.json(path + "&step=1&leg=created-delivered&gps-start=1167559938&gps-end=1167559946", "reader");
        assertThat(seconds.path("gps").toString())
                .isEqualTo("[1167559938,1167559939,1167559940,1167559941,1167559942,1167559943,1167559944,1167559945]");
        assertThat(seconds.path("classes").path("late").toString()).isEqualTo("[0,1,1,1,1,1,1,0]");
        assertThat(seconds.path("legs").propertyNames()).containsExactly("created-delivered");
        assertThat(seconds.path("legs")
                        .path("created-delivered")
                        .path("p50Ms")
                        .get(7)
                        .isNull())
                .isTrue();
    }

    @Test
    void hoursAreAddedUpOnceAndAgainWhenARecordOfThemComesLater() throws Exception {
        var run = Journeys.of("HOURS", BEGIN); // begins 720 s into a GPS hour: 2,880 s are left of it
        var records = new ArrayList<JourneyRecord>(List.of(run.planned(9000L, true, null), run.followed("cnaf-HOURS")));
        for (long n = 0; n < 9000; n++) {
            records.add(run.stored(n));
            if (n != 4000) {
                records.add(run.delivered(n, "cnaf-HOURS", 20 + n % 7));
            }
        }
        server.send(records);
        awaitBooked("HOURS", 8999);
        var path = "/v1/books/V1-hoft.HOURS/series?follower=cnaf-HOURS&step=3600";
        SetClock.NOW.set(BEGIN.plusSeconds(9000));

        var first = server.json(path, "reader");
        assertThat(first.path("gps").toString()).isEqualTo("[1167559920,1167562800,1167566400]");
        assertThat(first.path("classes").path("delivered").toString()).isEqualTo("[2880,3599,2520]");
        assertThat(first.path("classes").path("lost").toString()).isEqualTo("[0,1,0]");
        assertThat(isKept("HOURS", 1167562800)).as("a second may still come").isFalse();

        server.send(List.of(run.delivered(4000, "cnaf-HOURS", 500)));
        awaitBooked("HOURS", 9000);
        var second = server.json(path, "reader");
        assertThat(second.path("classes").path("delivered").toString()).isEqualTo("[2880,3600,2520]");
        assertThat(isKept("HOURS", 1167562800)).isTrue();
        assertThat(server.json(path, "reader")).as("from the kept hour").isEqualTo(second);

        server.send(List.of(run.delivered(4000, "cnaf-HOURS", 11))); // an earlier stamp counts
        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(server.json(path, "reader").toString()).isNotEqualTo(second.toString()));
        assertThat(page("HOURS").path("book").path("delivered").asLong()).isEqualTo(9000);
    }

    private static boolean isKept(String tag, long gps) {
        return !server.bean(JdbcTemplate.class)
                .queryForList("SELECT 1 FROM page WHERE run = ? AND hour = ?", "V1-hoft." + tag, gps / 3600)
                .isEmpty();
    }

    @Test
    void aClockThatIsAQuarterOfAnHourAheadIsBookedWithItsOffset() throws Exception {
        SetClock.NOW.set(Instant.parse("2026-11-24T01:00:00Z"));
        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(server.json("/v1/clocks", "operator").toString())
                                .isEqualTo("{\"clocks\":[{\"clock\":\"ego\",\"at\":\"2026-11-24T01:00:00Z\","
                                        + "\"offsetMs\":900000.0,\"uncertaintyMs\":0.0}]}"));

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(server.bean(JdbcTemplate.class)
                                .queryForList(
                                        "SELECT detail FROM deviation WHERE deviation = 'clock-off' AND place = 'ego'",
                                        String.class))
                        .containsExactly("900.000 s ahead"));
        assertThat(server.get("/v1/clocks/ego?from=2026-11-24T00:59:59Z&limit=1", "operator")
                        .body())
                .contains("\"offsetMs\":900000.0");
        assertThat(server.get("/v1/clocks?at=2026-11-24T00:59:59Z", "operator").body())
                .doesNotContain("01:00:00Z");
        assertThat(server.get("/v1/clocks", "somebody").statusCode()).isEqualTo(403);
        assertThat(server.get("/v1/clocks", null).statusCode()).isEqualTo(401);
    }

    @Test
    void itsOwnClockIsToldOnTheManagementPort() throws Exception {
        long now = ChronoUnit.NANOS.between(Instant.EPOCH, SetClock.NOW.get());

        assertThat(server.management("clock").toString())
                .isEqualTo("{\"receivedNanos\":" + now + ",\"sentNanos\":" + now + "}");
    }

    @Test
    void ofALiveStreamASecondThatWentByWithoutAChunkIsLost() throws Exception {
        var run = Journeys.of("LIVE", BEGIN);
        long gps = GpsTime.of(BEGIN).seconds() - 1;
        var plan = run.planned(null, true, Duration.ofSeconds(5));
        server.send(List.of(
                new JourneyRecord.RunPlanned(
                        plan.run(),
                        plan.stream(),
                        plan.experiment(),
                        true,
                        gps,
                        1,
                        null,
                        true,
                        plan.budget(),
                        plan.dataset(),
                        BEGIN),
                run.followed("cnaf-LIVE")));
        for (long n : new long[] {0, 1, 3}) {
            server.send(List.of(
                    new JourneyRecord.StagesReached(
                            run.run(),
                            gps + n,
                            did(gps + n),
                            run.dataset(),
                            1,
                            null,
                            Map.of(Stage.CREATED, run.at(n, 250)),
                            "ego"),
                    new JourneyRecord.StagesReached(
                            run.run(),
                            gps + n,
                            did(gps + n),
                            run.dataset(),
                            1,
                            "cnaf-LIVE",
                            Map.of(Stage.DELIVERED, run.at(n, 270)),
                            "cnaf")));
        }
        SetClock.NOW.set(BEGIN.plusSeconds(4));
        awaitBooked("LIVE", 3);

        assertThat(page("LIVE").path("book").toString())
                .as("seconds 2 and 4 are over, too")
                .isEqualTo("{\"expected\":5,\"delivered\":3,\"late\":0,\"lost\":0,\"corrupted\":0,"
                        + "\"withheld\":0,\"pending\":2,\"closed\":false}");
        var own = page("LIVE").path("legs").get(5);
        assertThat(own.path("name").asString()).isEqualTo("gps-end-created");
        assertThat(own.path("maxMs").asDouble()).isEqualTo(373.457578); // BEGIN is 123.456789 ms into a second

        SetClock.NOW.set(BEGIN.plusSeconds(603));
        assertThat(page("LIVE").path("book").path("lost").asLong()).isEqualTo(1);
        assertThat(server.get("/v1/books/V1-hoft.LIVE/lines?follower=cnaf-LIVE&class=lost", "reader")
                        .body())
                .contains("\"gpsStart\":" + (gps + 2), "absent-at-source");
        server.post("/v1/books/V1-hoft.LIVE/closure", "operator");
        SetClock.NOW.set(BEGIN.plusSeconds(900));
        assertThat(page("LIVE").path("book").toString())
                .isEqualTo("{\"expected\":604,\"delivered\":3,\"late\":0,\"lost\":601,\"corrupted\":0,"
                        + "\"withheld\":0,\"pending\":0,\"closed\":true}");
    }

    private static DataIdentifier did(long gps) {
        return new DataIdentifier("virgo", "V-V1_HOFT-" + gps + "-1.h5");
    }

    @Test
    void prometheusIsToldOfTheNewestRunOfEachStreamAndOfNoClosedStreamByItsName() throws Exception {
        var shown = ofStream("METERS", "V1-shown");
        var hidden = ofStream("METERS_HIDDEN", "V1-hidden");
        var embargo = new Embargo(
                "datasets/" + hidden.dataset(),
                Embargo.newOpaque(),
                1,
                "virgo",
                List.of(DidPattern.parse(hidden.dataset().toString())),
                List.of("/virgo"),
                null,
                false,
                List.of(),
                null);
        server.publish(embargo);
        for (var plan : List.of(shown, hidden)) {
            var run = Journeys.of(plan.run().substring("V1-hoft.".length()), BEGIN);
            server.send(List.of(
                    plan,
                    run.followed("cnaf-" + run.tag()),
                    run.stored(0),
                    run.stored(1),
                    run.delivered(0, "cnaf-" + run.tag(), 20),
                    run.delivered(1, "cnaf-" + run.tag(), 300)));
        }

        await().atMost(LONG).untilAsserted(() -> {
            var labels = "{class=\"delivered\",follower=\"cnaf-METERS\",stream=\"V1-shown\"} ";
            assertThat(server.metrics())
                    .contains("strainlake_book_chunks" + labels + "2.0")
                    .contains("follower=\"cnaf-METERS_HIDDEN\",stream=\"" + embargo.opaque() + "\"} 2.0");
        });
        var leg = "follower=\"cnaf-METERS\",leg=\"created-delivered\",stream=\"V1-shown\"";
        assertThat(server.metrics())
                .contains("strainlake_leg_latency_seconds_bucket{" + leg + ",le=\"0.01\"} 0\n")
                .contains("strainlake_leg_latency_seconds_bucket{" + leg + ",le=\"0.05\"} 1\n")
                .contains("strainlake_leg_latency_seconds_bucket{" + leg + ",le=\"+Inf\"} 2\n")
                .contains("strainlake_leg_latency_seconds_count{" + leg + "} 2\n")
                .contains("strainlake_leg_latency_seconds_sum{" + leg + "} 0.32\n")
                .doesNotContain("V1-hidden");
    }

    private static RunPlanned ofStream(String tag, String stream) {
        var plan = Journeys.of(tag, BEGIN).planned(2L, true, null);
        return new RunPlanned(
                plan.run(),
                stream,
                plan.experiment(),
                plan.proprietary(),
                plan.firstGps(),
                1,
                plan.chunks(),
                true,
                null,
                plan.dataset(),
                plan.at());
    }

    @Test
    void aLineLiesInThePartitionOfItsGpsDay() throws Exception {
        var run = Journeys.of("DAYS", BEGIN);
        long toMidnight = 13513L * 86_400 + 86_400 - Journeys.FIRST_GPS;
        server.send(List.of(
                run.planned(toMidnight + 1, true, null),
                run.followed("cnaf-DAYS"),
                run.stored(toMidnight - 1),
                run.stored(toMidnight),
                run.delivered(toMidnight - 1, "cnaf-DAYS", 9),
                run.delivered(toMidnight, "cnaf-DAYS", 9)));
        awaitBooked("DAYS", 2);

        var jdbc = server.bean(JdbcTemplate.class);
        for (var table : List.of("chunk", "delivery")) {
            for (var day : List.of(13513, 13514)) {
                assertThat(jdbc.queryForObject(
                                "SELECT count(*) FROM " + table + "_" + day + " WHERE run = ?",
                                Integer.class,
                                "V1-hoft.DAYS"))
                        .as(table + day)
                        .isOne();
            }
        }
    }

    @Test
    void aSeriesReadsTheSameAsCsvAndIsRefusedWhereItWouldBeTooLong() throws Exception {
        server.send(records(Journeys.of("SERIES", BEGIN)));
        awaitBooked("SERIES", 19);
        var path = "/v1/books/V1-hoft.SERIES/series?follower=cnaf-SERIES";

        var csv = server.get(path + "&step=20&leg=created-stored", "reader", "Accept", "text/csv");

        assertThat(csv.body().lines().findFirst().orElseThrow())
                .isEqualTo("gpsStart,delivered,late,lost,corrupted,withheld,pending,created-stored count,"
                        + "created-stored p50Ms,created-stored p90Ms,created-stored p99Ms,created-stored maxMs,"
                        + "created-stored negative");
        assertThat(csv.body().lines().skip(1).findFirst().orElseThrow())
                .startsWith("1167559920,19,1,0,0,0,0,20,1.000000,");
        assertThat(server.get(path + "&step=1&gps-start=0&gps-end=100001", "reader")
                        .body())
                .contains("/problems/too-many-steps", "\"most\":40000");
        assertThat(server.get(path + "&gps-start=5&gps-end=5", "reader").body()).contains("/problems/interval-empty");
        assertThat(server.get(path + "&step=0", "reader").statusCode()).isEqualTo(400);
        assertThat(server.get(path + "&leg=odd", "reader").statusCode()).isEqualTo(400);
        assertThat(server.get(path.replace("cnaf-", "odd-"), "reader").body()).contains("/problems/follower-unknown");
        assertThat(server.get(path, null).statusCode()).isEqualTo(401);
        assertThat(server.get(path, "operator").statusCode()).isEqualTo(200);
    }

    @Test
    void linesAreToldOfTheClassesAskedFor() throws Exception {
        server.send(records(Journeys.of("MISSING", BEGIN)));
        awaitBooked("MISSING", 19);
        var path = "/v1/books/V1-hoft.MISSING/lines?follower=cnaf-MISSING&class=lost,corrupted";

        assertThat(server.get(path, "reader").body().lines())
                .hasSize(5)
                .allMatch(line -> line.contains("\"reason\":"))
                .allMatch(line -> line.contains("\"class\":\"lost\"") || line.contains("\"class\":\"corrupted\""));
    }

    private static String readByGwpy(String segwizard) throws Exception {
        var file = Files.writeString(directory.resolve("segments.txt"), segwizard);
        var script = """
                import json, sys
                from gwpy.segments import SegmentList
                print(json.dumps([[int(a), int(b)] for a, b in SegmentList.read(sys.argv[1], format="segwizard")]))
                """;
        var answer = Python.run(List.of(Python.command(), "-W", "ignore", "-c", script, file.toString()));
        assertThat(answer.exitCode()).as(answer.output()).isZero();
        return answer.output().strip();
    }

    @Test
    void aPublicRunNeedsNoToken() throws Exception {
        var run = Journeys.of("PUBLIC", BEGIN);
        server.send(
                List.of(run.planned(1L, true, null), run.followed("cnaf-PUBLIC"), run.delivered(0, "cnaf-PUBLIC", 9)));
        awaitBooked("PUBLIC", 1);

        assertThat(runs(server.json("/v1/books", null))).containsExactly("V1-hoft.PUBLIC");
        assertThat(server.get("/v1/books/V1-hoft.PUBLIC", null).statusCode()).isEqualTo(200);
        assertThat(server.get("/v1/books/V1-hoft.PUBLIC/lines?follower=cnaf-PUBLIC", null)
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.post("/v1/books/V1-hoft.PUBLIC/closure", null).statusCode())
                .isEqualTo(401);
    }

    @Test
    void wrongQuestionsAreNamed() throws Exception {
        var run = Journeys.of("WRONG", BEGIN);
        server.send(
                List.of(run.planned(1L, true, null), run.followed("cnaf-WRONG"), run.delivered(0, "cnaf-WRONG", 9)));
        awaitBooked("WRONG", 1);

        var path = "/v1/books/V1-hoft.WRONG/lines";
        assertThat(server.get(path + "?follower=nobody", "reader").body()).contains("/problems/follower-unknown");
        assertThat(server.get(path + "?follower=cnaf-WRONG&gps-start=5&gps-end=5", "reader")
                        .body())
                .contains("/problems/interval-empty");
        assertThat(server.get(path + "?follower=cnaf-WRONG&gps-start=now", "reader")
                        .statusCode())
                .isEqualTo(400);
        assertThat(server.get(path, "reader").statusCode()).isEqualTo(400);
        assertThat(server.get("/v1/books?limit=0", "reader").statusCode()).isEqualTo(400);
    }

    @Test
    void warmUpsAreLeftOutOfListsButAnsweredByName() throws Exception {
        var run = Journeys.of("WARMUP", BEGIN);
        server.send(
                List.of(run.planned(1L, false, null), run.followed("cnaf-WARMUP"), run.delivered(0, "cnaf-WARMUP", 9)));
        awaitBooked("WARMUP", 1);

        assertThat(server.get("/v1/books", "reader").body()).doesNotContain("WARMUP");
        assertThat(server.get("/v1/books?include-unbooked=true", "reader").body())
                .contains("WARMUP");
        assertThat(server.json("/v1/books/V1-hoft.WARMUP", "reader")
                        .path("booked")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void whatIsNoJourneyRecordIsPutAsideAndBlocksNothing() throws Exception {
        var run = Journeys.of("MALFORMED", BEGIN);
        var jdbc = server.bean(JdbcTemplate.class);
        server.sendRaw("x", "{\"kind\":\"unheard-of\"}".getBytes(UTF_8));
        server.sendRaw("x", "null".getBytes(UTF_8));
        server.sendRaw("x", null);
        server.send(List.of(
                run.planned(1L, true, null), run.followed("cnaf-MALFORMED"), run.delivered(0, "cnaf-MALFORMED", 9)));

        awaitBooked("MALFORMED", 1);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(jdbc.queryForList("SELECT place FROM put_aside", Long.class))
                        .hasSize(3));
    }

    @Test
    void twentyThousandChunksAreBookedAndReadInFlatMemory() throws Exception {
        int chunks = 20_000;
        var run = Journeys.of("MANY", BEGIN);
        server.send(List.of(run.planned((long) chunks, true, null), run.followed("cnaf-MANY")));
        for (long n = 0; n < chunks; n++) {
            server.send(List.of(
                    run.stored(n), run.attached(n), run.notified(n), run.delivered(n, "cnaf-MANY", 20 + n % 100)));
        }

        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(
                                page("MANY").path("book").path("delivered").asLong())
                        .isEqualTo(chunks));
        assertThat(page("MANY").path("book").path("closed").asBoolean()).isTrue();
        var path = "/v1/books/V1-hoft.MANY/lines?clocks=true&follower=cnaf-MANY";
        var request = server.request(path, "reader").GET().build();
        long before = usedHeap();
        try (var lines =
                server.http().send(request, BodyHandlers.ofInputStream()).body()) {
            long half = skip(lines, 5_000_000);
            long during = usedHeap(); // the service waits for us to read on

            assertThat(during - before).isLessThan(8_000_000);
            assertThat(half + lines.transferTo(OutputStream.nullOutputStream())).isGreaterThan(10_000_000);
        }
    }

    private static long skip(InputStream bytes, int count) throws IOException {
        bytes.skipNBytes(count);
        return count;
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void theListIsPaged() throws Exception {
        for (var tag : List.of("PAGE1", "PAGE2", "PAGE3")) {
            server.send(List.of(Journeys.of(tag, BEGIN.plusSeconds(30)).planned(1L, true, null)));
        }
        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(server.get("/v1/books", "reader").body()).contains("PAGE1", "PAGE2", "PAGE3"));

        var first = server.json("/v1/books?limit=2", "reader");
        var second =
                server.json("/v1/books?limit=1&before=" + first.path("next").asString(), "reader");

        assertThat(runs(first)).containsExactly("V1-hoft.PAGE3", "V1-hoft.PAGE2");
        assertThat(runs(second)).containsExactly("V1-hoft.PAGE1");
    }

    @Test
    void healthSaysHowManyRecordsWait() throws Exception {
        await().atMost(LONG).untilAsserted(() -> {
            var health = server.health("journey");
            assertThat(health.path("status").asString()).isEqualTo("UP");
            assertThat(health.path("details").path("lag").asLong(-1)).isZero();
        });
        assertThat(server.health("kafka").path("status").asString()).isEqualTo("UP");
        assertThat(server.health("db").path("status").asString()).isEqualTo("UP");
        assertThat(server.health("liveness").path("status").asString()).isEqualTo("UP");
        assertThat(server.health("readiness").path("status").asString()).isEqualTo("UP");
        assertThat(server.get("/v3/api-docs", null).body()).contains("/v1/books/{run}/closure");
    }

    /** 40 planned: 19 in time, 6 late, 2 refused, 3 corrupted, 3 withheld, 5 absent, 2 on their way. */
    private static List<JourneyRecord> records(Journeys run) {
        var follower = "cnaf-" + run.tag();
        var records = new ArrayList<JourneyRecord>();
        records.add(run.planned(40L, true, Duration.ofSeconds(5)));
        records.add(run.followed(follower));
        for (long n = 0; n < 35; n++) {
            if (n == 31 || n == 32) {
                records.add(run.failed(n, null, Failure.LOST, "the name holds \"other\" bytes, refused"));
                continue;
            }
            Collections.addAll(records, run.stored(n), run.attached(n), run.notified(n));
            if (n < 19) {
                records.add(run.delivered(n, follower, 20 + n));
            } else if (n < 25) {
                records.add(run.delivered(n, follower, 5001));
            } else if (n < 28) {
                records.add(run.failed(n, follower, Failure.CORRUPTED, "adler32 differs"));
            } else if (n < 31) {
                records.add(run.failed(n, follower, Failure.WITHHELD, "403"));
            }
        }
        return records;
    }

    private static void awaitBooked(String tag, long delivered) {
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(page(tag).path("book").path("delivered").asLong()).isEqualTo(delivered);
            assertThat(server.health("journey").path("details").path("lag").asLong(-1))
                    .isZero();
        });
    }

    private static JsonNode page(String tag) throws Exception {
        return server.json("/v1/books/V1-hoft." + tag, "reader")
                .path("followers")
                .path(0);
    }

    private static String lines(String tag) throws Exception {
        return server.get("/v1/books/V1-hoft." + tag + "/lines?clocks=true&follower=cnaf-" + tag, "reader")
                .body();
    }

    private static List<String> runs(JsonNode list) {
        return list.path("books")
                .valueStream()
                .map(run -> run.path("run").asString())
                .toList();
    }

    private static String asCsv(String line) {
        var json = JsonMapper.shared().readTree(line);
        return String.join(
                ",",
                List.of(
                                "gpsStart",
                                "did",
                                "class",
                                "created",
                                "stored",
                                "attached",
                                "notified",
                                "fetched",
                                "verified",
                                "delivered",
                                "reason",
                                "copies")
                        .stream()
                        .map(member -> json.path(member).asString(""))
                        .map(value -> value.contains(",") ? '"' + value.replace("\"", "\"\"") + '"' : value)
                        .toList());
    }
}
