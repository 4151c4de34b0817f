package org.strainlake.latency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.strainlake.checksum.Sha256Checksum;
import org.strainlake.foreign.Python;
import org.strainlake.journey.JourneyRecord;
import org.strainlake.journey.JourneyRecord.FollowDeclared;
import org.strainlake.journey.JourneyRecord.RunPlanned;
import org.strainlake.journey.JourneyRecord.StagesReached;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.latency.seal.StreamDay;

/** Days are sealed, corrected, and judged by the tools that everybody has. */
class SealIT {
    private static final Instant BEGIN = Instant.parse("2026-11-23T07:09:07.123456789Z");
    private static final String DAY = "2017-01-04"; // of Journeys.FIRST_GPS
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private static LatencyServer server;

    @BeforeAll
    static void start() throws Exception {
        SetClock.NOW.set(BEGIN);
        shell("openssl genpkey -algorithm ed25519 -out key.pem", directory, true);
        server = new LatencyServer(
                directory,
                "--strainlake.seal.key-file=" + directory.resolve("key.pem"),
                "--strainlake.seal.quiet=1m",
                "--strainlake.seal.interval=100ms");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void oneMinuteIntoTheRun() {
        SetClock.NOW.set(BEGIN.plusSeconds(60));
    }

    @Test
    void stockToolsAgreeWithASealedDayAndRejectItOnceABitIsChanged(@TempDir Path copy) throws Exception {
        var run = new SealedRun("TOOLS");
        server.send(run.records(5, 3));
        awaitRecords(run, 1);

        var names = download(run, copy);
        var chunks = run.writeFiles(copy, 3);

        assertThat(names)
                .containsExactly("MANIFEST", "MANIFEST.sig", "SHA256SUMS", "SHA256SUMS.plain", "book.csv", "key.pem");
        var verify = "openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in MANIFEST -sigfile MANIFEST.sig"
                + " && sha256sum -c --strict MANIFEST && sha256sum -c --strict SHA256SUMS && sha256sum -c --strict SHA256SUMS.plain";
        assertThat(shell(verify, copy, true)).contains("Signature Verified Successfully", "book.csv: OK");
        assertThat(Files.readString(copy.resolve("key.pem")))
                .isEqualTo(server.get("/v1/seal-key", null).body())
                .isEqualTo(shell("openssl pkey -in key.pem -pubout", directory, true));
        assertThat(Files.readString(copy.resolve("book.csv")))
                .startsWith("run,gpsStart,did,bytes,sha256,plainSha256,follower,class,reason,created,createdClock,")
                .contains("cnaf-TOOLS,delivered,,2026-11-23T07:09:07.123457578Z,ego,")
                .contains(",cnaf-TOOLS,lost,absent-at-source,");
        assertThat(Files.readString(copy.resolve("MANIFEST")))
                .contains("# V1-hoft.TOOLS cnaf-TOOLS: delivered 3, lost 2\n");

        for (var name : Stream.concat(names.stream(), chunks.stream()).toList()) {
            var file = copy.resolve(name);
            var whole = Files.readAllBytes(file);
            var changed = whole.clone();
            changed[whole.length / 2] ^= 1;
            Files.write(file, changed);
            shell(verify, copy, false);
            Files.write(file, whole);
        }
        shell(verify, copy, true);
    }

    @Test
    void aDayIsNotSealedWhileASecondIsPending() throws Exception {
        var run = new SealedRun("PENDING");
        server.send(run.records(3, 2));
        var marker = new SealedRun("ZMARKER"); // days are looked at in the order of their streams
        server.send(marker.records(2, 2));
        await().atMost(LONG).until(() -> records(marker) == 1 || nextMinuteWithin(Duration.ofMinutes(9)));

        var answer = server.get(run.path(), "reader");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("/problems/day-not-sealed", DAY);
        assertThat(server.get(run.path() + "/book.csv", "reader").statusCode()).isEqualTo(409);
        awaitRecords(run, 1);
    }

    @Test
    void whatIsBookedAfterTheSealIsARecordChainedToIt(@TempDir Path copy) throws Exception {
        var run = new SealedRun("CHAIN");
        server.send(run.records(4, 3));
        awaitRecords(run, 1);
        var before = new ArrayList<String>();
        for (var name : download(run, copy)) {
            before.add(shell("sha256sum " + name, copy, true));
        }

        server.send(List.of(run.stored(3), run.delivered(3)));
        awaitRecords(run, 2);

        var after = download(run, copy);
        assertThat(after).contains("MANIFEST-1", "MANIFEST-1.sig", "SHA256SUMS-1", "book-1.csv", "key-1.pem");
        assertThat(before)
                .allSatisfy(line -> assertThat(
                                shell("sha256sum " + line.substring(66).strip(), copy, true))
                        .isEqualTo(line));
        run.writeFiles(copy, 4);
        shell(
                "openssl pkeyutl -verify -pubin -inkey key-1.pem -rawin -in MANIFEST-1 -sigfile MANIFEST-1.sig"
                        + " && sha256sum -c --strict MANIFEST-1 && sha256sum -c --strict SHA256SUMS-1",
                copy,
                true);
        assertThat(Files.readString(copy.resolve("MANIFEST-1")))
                .containsPattern("(?m)^[0-9a-f]{64}  MANIFEST$")
                .contains("# changed: V1-hoft.CHAIN cnaf-CHAIN: delivered 1\n");
        assertThat(Files.readAllLines(copy.resolve("book-1.csv")))
                .hasSize(2)
                .last()
                .asString()
                .contains("cnaf-CHAIN,delivered,,");
        assertThat(Files.readAllLines(copy.resolve("SHA256SUMS-1"))).hasSize(1);
    }

    @Test
    void twoInstancesSealADayOnce() throws Exception {
        try (var other = server.startIdleInstance()) {
            assertThat(other.isRunning()).isTrue();
            for (var tag : List.of("TWO-A", "TWO-B", "TWO-C")) {
                var run = new SealedRun(tag);
                server.send(run.records(3, 3));
                awaitRecords(run, 1);
                assertThat(records(run)).isEqualTo(1);
            }
        }
    }

    @Test
    void whoMayNotReadAllOfADayLearnsNothingOfIt() throws Exception {
        var run = new SealedRun("CLOSED");
        server.send(run.records(2, 2));
        awaitRecords(run, 1);

        for (var path : List.of(run.path(), run.path() + "/SHA256SUMS", run.path() + "/nothing")) {
            var none = path.replace("CLOSED", "NOWHERE");
            assertThat(server.get(path, "stranger").statusCode()).isEqualTo(403);
            assertThat(server.get(path, "stranger").body())
                    .isEqualTo(server.get(none, "stranger").body().replace("NOWHERE", "CLOSED"));
            assertThat(server.get(path, null).statusCode()).isEqualTo(401);
        }
        assertThat(server.json("/v1/days/" + run.stream(), "stranger").toString())
                .isEqualTo("{\"days\":[]}");
        assertThat(server.json("/v1/days/" + run.stream(), "reader")
                        .path("days")
                        .path(0)
                        .path("day")
                        .asString())
                .isEqualTo(DAY);
        assertThat(server.get(run.path() + "/nothing", "reader").body()).contains("/problems/day-file-unknown");
        assertThat(server.get("/v1/days/" + run.stream() + "/yesterday", "reader")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void anybodyReadsADayOfPublicStrain() throws Exception {
        var run = new SealedRun("PUBLIC");
        server.send(run.records(2, 2));
        awaitRecords(run, 1);

        assertThat(server.get(run.path() + "/SHA256SUMS", null).body().lines()).hasSize(2);
    }

    @Test
    void theServicesRoleMayAddToWhatIsSealedButNotChangeIt() {
        var jdbc = server.bean(JdbcTemplate.class);
        for (var table : List.of("sealed_record", "sealed_file", "sealed_block", "sealed_dataset", "seal_key")) {
            assertThat(jdbc.queryForObject(
                            "SELECT array_agg(privilege_type::text ORDER BY privilege_type)::text"
                                    + " FROM information_schema.role_table_grants WHERE table_name = ?",
                            String.class,
                            table))
                    .as(table)
                    .isEqualTo("{INSERT,SELECT}");
        }
    }

    @Test
    void aDayWithALeapSecondIsASecondLonger() {
        var day = new StreamDay("V1-hoft", LocalDate.parse("2016-12-31"));

        assertThat(day.gpsEnd() - day.gpsStart()).isEqualTo(86_401);
        assertThat(day.gpsStart()).isEqualTo(1_167_177_617);
    }

    /** Lets a minute pass and says how many records there are. */
    private static void awaitRecords(SealedRun run, int wanted) {
        await().atMost(LONG).until(() -> {
            SetClock.NOW.updateAndGet(now -> now.plusSeconds(61));
            return records(run) >= wanted;
        });
    }

    private static boolean nextMinuteWithin(Duration most) {
        SetClock.NOW.updateAndGet(now -> now.isBefore(BEGIN.plus(most)) ? now.plusSeconds(61) : now);
        return false;
    }

    private static int records(SealedRun run) throws Exception {
        return server.json(run.path(), "reader").path("records").size();
    }

    private static List<String> download(SealedRun run, Path copy) throws Exception {
        var names = new TreeSet<String>();
        for (var made : server.json(run.path(), "reader").path("records")) {
            var manifest = made.path("manifest").asString();
            names.addAll(List.of(manifest, manifest + ".sig", manifest.replace("MANIFEST", "key") + ".pem"));
            made.path("files").forEach(file -> names.add(file.path("name").asString()));
        }
        for (var name : names) {
            var answer = server.http()
                    .send(server.request(run.path() + "/" + name, "reader").build(), BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).as(name).isEqualTo(200);
            Files.write(copy.resolve(name), answer.body());
        }
        return List.copyOf(names);
    }

    private static String shell(String command, Path where, boolean succeeds) {
        var answer = Python.run(List.of("sh", "-c", "cd '" + where + "' && " + command));
        assertThat(answer.exitCode() == 0).as(command + "\n" + answer.output()).isEqualTo(succeeds);
        return answer.output();
    }

    /** A run in a stream of its own, whose files are sealed and say their names. */
    private static final class SealedRun {
        private final String tag;
        private final Journeys journeys;

        SealedRun(String tag) {
            this.tag = tag;
            this.journeys = Journeys.of(tag, BEGIN);
        }

        String stream() {
            return "stream-" + tag;
        }

        String path() {
            return "/v1/days/" + stream() + "/" + DAY;
        }

        /** So many seconds are planned, and the first of them come. */
        List<JourneyRecord> records(int planned, int come) {
            var plan = journeys.planned((long) planned, true, null);
            var records = new ArrayList<JourneyRecord>();
            records.add(new RunPlanned(
                    plan.run(),
                    stream(),
                    plan.experiment(),
                    plan.proprietary(),
                    plan.firstGps(),
                    1,
                    plan.chunks(),
                    true,
                    null,
                    plan.dataset(),
                    plan.at()));
            records.add(
                    new FollowDeclared("cnaf-" + tag, "virgo", plan.dataset().toString(), BEGIN));
            for (long n = 0; n < come; n++) {
                records.add(stored(n));
                records.add(delivered(n));
            }
            return records;
        }

        JourneyRecord stored(long n) {
            var told = (StagesReached) journeys.stored(n);
            return new StagesReached(
                    told.run(),
                    told.gpsStart(),
                    did(n),
                    told.dataset(),
                    told.bytes(),
                    null,
                    told.stamps(),
                    told.clock(),
                    Sha256Checksum.of(sealed(n)),
                    Sha256Checksum.of(plain(n)));
        }

        JourneyRecord delivered(long n) {
            var told = (StagesReached) journeys.delivered(n, "cnaf-" + tag, 9);
            return new StagesReached(
                    told.run(),
                    told.gpsStart(),
                    did(n),
                    told.dataset(),
                    told.bytes(),
                    told.follower(),
                    told.stamps(),
                    told.clock());
        }

        private DataIdentifier did(long n) {
            return new DataIdentifier("virgo", plainName(n) + ".sealed");
        }

        private String plainName(long n) {
            return "V-V1_HOFT_REPLAY_" + tag + "-" + (Journeys.FIRST_GPS + n) + "-1.h5";
        }

        private byte[] sealed(long n) {
            return ("sealed " + tag + n).getBytes(UTF_8);
        }

        private byte[] plain(long n) {
            return ("plain " + tag + n).getBytes(UTF_8);
        }

        List<String> writeFiles(Path where, int number) throws IOException {
            var names = new ArrayList<String>();
            for (long n = 0; n < number; n++) {
                Files.write(where.resolve(plainName(n) + ".sealed"), sealed(n));
                Files.write(where.resolve(plainName(n)), plain(n));
                names.addAll(List.of(plainName(n) + ".sealed", plainName(n)));
            }
            return names;
        }
    }
}
