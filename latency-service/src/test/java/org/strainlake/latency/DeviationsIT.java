package org.strainlake.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strainlake.journey.Deviation;
import org.strainlake.journey.JourneyRecord.DeviationSeen;
import org.strainlake.journey.JourneyRecord.RunPlanned;
import org.strainlake.lake.DataIdentifier;

/** The book names what went otherwise than it should. */
class DeviationsIT {
    private static final Instant FIRST_DAY = Instant.parse("2026-11-23T07:00:00.000000007Z");
    private static final Duration LONG = Duration.ofSeconds(30);

    private static LatencyServer server;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        server = new LatencyServer(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    void recordsOfOneIncidentAreNamedOnceInWhateverOrderAndHoweverOftenTheyCome() throws Exception {
        var begin = onDay(1);
        var run = Journeys.of("ONCE", begin);
        server.send(List.of(run.planned(2L, true, null), run.stored(0)));
        var one = seen("a", Deviation.CONNECTION_CUT, "downloader", "storage", run.did(0), begin, 1, 2);
        var records = new ArrayList<>(List.of(
                one,
                seen("b", Deviation.CONNECTION_CUT, "uploader", "storage", run.did(0), begin, 7, 8), // 5 s after one
                seen("c", Deviation.CONNECTION_CUT, "uploader", "storage", run.did(0), begin, 14, 14), // 6 s after it
                seen("d", Deviation.CONNECTION_CUT, "uploader", "rucio", run.did(0), begin, 15, 15),
                seen("e", Deviation.CONNECTION_CUT, "uploader", "storage", null, begin, 16, 16),
                seen("f", Deviation.ANSWER_SLOW, "uploader", "storage", run.did(0), begin, 17, 17),
                seen("f", Deviation.ANSWER_SLOW, "uploader", "storage", run.did(0), begin, 17, 19)));
        records.addAll(List.copyOf(records));
        Collections.shuffle(records, new Random(2));
        server.send(records);

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(rows("ONCE", "reader"))
                        .containsExactly(
                                "connection-cut,storage," + run.did(0)
                                        + ",2026-11-24T07:00:01.000000007Z,2026-11-24T07:00:08.000000007Z,"
                                        + "downloader uploader,2,\"seen, once\"",
                                "connection-cut,storage," + run.did(0)
                                        + ",2026-11-24T07:00:14.000000007Z,2026-11-24T07:00:14.000000007Z,"
                                        + "uploader,1,\"seen, once\"",
                                "connection-cut,rucio," + run.did(0)
                                        + ",2026-11-24T07:00:15.000000007Z,2026-11-24T07:00:15.000000007Z,"
                                        + "uploader,1,\"seen, once\"",
                                "connection-cut,storage,"
                                        + ",2026-11-24T07:00:16.000000007Z,2026-11-24T07:00:16.000000007Z,"
                                        + "uploader,1,\"seen, once\"",
                                "answer-slow,storage," + run.did(0)
                                        + ",2026-11-24T07:00:17.000000007Z,2026-11-24T07:00:19.000000007Z,"
                                        + "uploader,1,\"seen, once\""));
        assertThat(server.json(path("ONCE"), "reader").path("deviations").get(0).toString())
                .isEqualTo("{\"deviation\":\"connection-cut\",\"where\":\"storage\",\"did\":\"" + run.did(0)
                        + "\",\"from\":\"2026-11-24T07:00:01.000000007Z\",\"until\":\"2026-11-24T07:00:08.000000007Z\","
                        + "\"seenBy\":[\"downloader\",\"uploader\"],\"count\":2,\"detail\":\"seen, once\"}");
        assertThat(server.json(path("ONCE") + "?limit=1", "reader").path("deviations"))
                .hasSize(1);
    }

    @Test
    void aRunIsToldOfItsOwnChunksAndOfWhatHappenedToNoneWhileItWentOn() throws Exception {
        var begin = onDay(3);
        var run = Journeys.of("MINE", begin);
        var other = Journeys.of("OTHER", begin);
        server.send(
                List.of(run.planned(1L, true, null), run.stored(0), other.planned(1L, true, null), other.stored(0)));
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(server.post("/v1/books/V1-hoft.MINE/closure", "operator")
                                .statusCode())
                        .isEqualTo(200));
        var closed = SetClock.NOW.get();
        server.send(List.of(
                seen("g", Deviation.PART_AWAY, "uploader", "kafka", null, begin, -9, -1), // over before it began
                seen("h", Deviation.PART_AWAY, "uploader", "kafka", null, begin, 9, 10),
                seen("i", Deviation.PART_AWAY, "uploader", "rucio", null, closed, 1, 2), // after it was closed
                seen("j", Deviation.EVENT_LATE, "notification", "rucio", other.did(0), begin, 3, 3),
                seen("k", Deviation.EVENT_LOST, "notification", "rucio", run.did(7), begin, 4, 4), // no run knows it
                seen("l", Deviation.EVENT_LOST, "notification", "rucio", run.did(0), closed, 5, 5)));

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(rows("MINE", "reader").stream()
                                .map(row -> row.substring(0, row.indexOf(",20")))
                                .toList())
                        .containsExactly(
                                "event-lost,rucio," + run.did(7),
                                "part-away,kafka,",
                                "event-lost,rucio," + run.did(0)));
    }

    @Test
    void whoMayNotReadTheChunksIsToldNoNames() throws Exception {
        var begin = onDay(5);
        var run = Journeys.of("NAMES", begin);
        var open = new DataIdentifier("virgo", "V-V1_HOFT_REPLAY_PUBLIC-1167559200-3600");
        server.send(List.of(
                run.planned(1L, true, null),
                run.stored(0),
                new RunPlanned(
                        "V1-hoft.OPEN", "V1-hoft", "virgo", false, Journeys.FIRST_GPS, 1, 1L, true, null, open, begin),
                seen("m", Deviation.ANSWER_SLOW, "uploader", "storage", run.did(0), begin, 1, 1),
                seen("n", Deviation.ANSWER_SLOW, "uploader", "storage", run.did(9), begin, 2, 2), // no run knows it
                seen("o", Deviation.PART_AWAY, "uploader", "kafka", null, begin, 3, 3)));

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(rows("NAMES", "reader")).hasSize(3));
        assertThat(rows("NAMES", "operator")).hasSize(2).noneMatch(row -> row.contains("virgo:"));
        assertThat(rows("OPEN", null)).hasSize(1).first().asString().startsWith("part-away,kafka,,");
        assertThat(server.get(path("NAMES"), null).statusCode()).isEqualTo(401);
        assertThat(server.get(path("NAMES"), "stranger").statusCode()).isEqualTo(403);
        assertThat(server.get(path("NONE"), "stranger").statusCode()).isEqualTo(403);
        assertThat(server.get(path("NONE"), "operator").statusCode()).isEqualTo(404);
    }

    /** A beginning on a day of its own, an hour ago: other tests' deviations do not overlap a run that begins then. */
    private static Instant onDay(int day) {
        var begin = FIRST_DAY.plus(Duration.ofDays(day));
        SetClock.NOW.set(begin.plusSeconds(3600));
        return begin;
    }

    private static DeviationSeen seen(
            String id,
            Deviation deviation,
            String seenBy,
            String where,
            @Nullable DataIdentifier did,
            Instant begin,
            long fromSecond,
            long untilSecond) {
        return new DeviationSeen(
                id,
                deviation,
                seenBy,
                where,
                did,
                begin.plusSeconds(fromSecond),
                begin.plusSeconds(untilSecond),
                "seen, once");
    }

    private static List<String> rows(String tag, @Nullable String role) throws Exception {
        var answer = server.get(path(tag), role, "Accept", "text/csv");
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body().lines().skip(1).toList();
    }

    private static String path(String tag) {
        return "/v1/books/V1-hoft." + tag + "/deviations";
    }
}
