package org.strainlake.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.strainlake.event.FeedEvent;

/** Two instances of the service as processes, with real Kafka and PostgreSQL: one writes, both serve readers. */
class TwoInstancesIT {
    private static final String PROPRIETARY = "strainlake.events.virgo.proprietary";
    private static final int DATASETS = 4;
    private static final int EVENTS = 400;

    private static Surroundings surroundings;
    private static Issuer issuer;
    private static String member;
    private static ServiceProcess one;
    private static ServiceProcess other;

    @BeforeAll
    static void start() throws Exception {
        surroundings = new Surroundings();
        issuer = new Issuer();
        member = issuer.ofGroups(Instant.now().plusSeconds(3600), "/virgo");
        var settings = Map.<String, Object>of(
                "strainlake.token.resource.issuers[0].issuer", issuer.name(),
                "strainlake.token.resource.issuers[0].jwks-uri", issuer.keys());
        one = surroundings.startProcess("one", settings);
        other = surroundings.startProcess("other", settings);
    }

    @AfterAll
    static void stop() throws Exception {
        one.close();
        other.close();
        issuer.close();
        surroundings.close();
    }

    @Test
    void aStandbyIsReadyAndServesWhatTheWriterWrites() throws Exception {
        awaitBoth();
        assertThat(List.of(one.isWriter(), other.isWriter())).containsExactlyInAnyOrder(true, false);

        assertExactlyOnceThrough("V-V1_CALM", () -> {});
    }

    @Test
    void whenTheWriterIsKilledTheOtherGoesOnAndNothingIsLostOrDoubled() throws Exception {
        awaitBoth();
        var writer = writer();
        var standby = standby();

        assertExactlyOnceThrough("V-V1_KILLED", () -> {
            writer.kill();
            patiently(standby::isWriter);
        });
        writer.startAgain();
    }

    @Test
    void aWriterThatStopsHandsOverWithoutAWait() throws Exception {
        awaitBoth();
        var writer = writer();
        var standby = standby();
        var before = standby.printed();

        assertExactlyOnceThrough("V-V1_STOPPED", () -> {
            writer.stop();
            patiently(standby::isWriter);
        });
        assertThat(standby.printed().substring(before.length())).doesNotContain("did not resign");
        writer.startAgain();
    }

    @Test
    void whenPostgresLosesTheLockOneInstanceWritesOnAndNothingIsLostOrDoubled() throws Exception {
        awaitBoth();

        assertExactlyOnceThrough("V-V1_UNLOCKED", TwoInstancesIT::crashPostgres);

        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() ->
                        assertThat(List.of(one.isWriter(), other.isWriter())).containsExactlyInAnyOrder(true, false));
    }

    /** What is done to the instances while events come. */
    private interface Fault {
        void happen() throws Exception;
    }

    /** Readers at both instances and one of the log end with exactly the events announced, in order for each dataset. */
    private static void assertExactlyOnceThrough(String datasets, Fault fault) throws Exception {
        var announced = new ArrayList<FeedEvent>();
        for (int i = 0; i < EVENTS; i++) {
            announced.add(Chunks.stored(datasets + i % DATASETS + "-1300000000-3600", 1_300_000_000 + i));
        }
        var query = "dataset=virgo:" + datasets + "*";
        try (var atOne = new StubbornReader(List.of(one, other), query, member);
                var atOther = new StubbornReader(List.of(other, one), query, member);
                var announcer = Announcer.start(surroundings, announced)) {
            patiently(() -> atOne.events().size() > EVENTS / 4);
            fault.happen();

            announcer.awaitEnd();
            patiently(() -> atOne.eventIds().contains(announced.getLast().id())
                    && atOther.eventIds().contains(announced.getLast().id()));
            var log = inLog(datasets);
            assertThat(log)
                    .containsExactlyInAnyOrderElementsOf(
                            announced.stream().map(FeedEvent::id).toList());
            assertThat(atOne.eventIds()).isEqualTo(log);
            assertThat(atOther.eventIds()).isEqualTo(log);
            for (int i = 0; i < DATASETS; i++) {
                var dataset = datasets + i + "-1300000000-3600";
                assertThat(log)
                        .containsSubsequence(announced.stream()
                                .filter(each -> String.valueOf(each.dataset()).equals("virgo:" + dataset))
                                .map(FeedEvent::id)
                                .toList());
            }
        }
    }

    /** As a Kafka reader sees it. */
    private static List<String> inLog(String datasets) {
        var end = surroundings.all(PROPRIETARY).size();
        try (var follower = new LogFollower(surroundings.bootstrapServers(), PROPRIETARY)) {
            patiently(() -> follower.size() >= end);
            return follower.eventIdsOf("virgo:" + datasets);
        }
    }

    /** One session that dies by a signal makes the server end all of them and recover. */
    private static void crashPostgres() throws SQLException {
        try (var database = surroundings.database();
                var statement = database.createStatement();
                var sessions = statement.executeQuery(
                        "select pid from pg_stat_activity where application_name = 'notification-service-writer'")) {
            sessions.next();
            ProcessHandle.of(sessions.getLong(1)).orElseThrow().destroyForcibly();
        }
    }

    private static void awaitBoth() {
        patiently(() -> one.isReady() && other.isReady() && one.isWriter() != other.isWriter());
    }

    private static ServiceProcess writer() throws InterruptedException {
        return one.isWriter() ? one : other;
    }

    private static ServiceProcess standby() throws InterruptedException {
        return one.isWriter() ? other : one;
    }

    private static void patiently(Callable<Boolean> condition) {
        await().atMost(Duration.ofMinutes(3)).until(condition);
    }
}
