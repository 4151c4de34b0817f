package org.strainlake.uploader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.strainlake.embargo.Embargo;
import org.strainlake.embargo.KeyEncryptionKeys;
import org.strainlake.embargo.KeyMetadata;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.DidPattern;
import org.strainlake.local.PostgresServer;
import org.strainlake.uploader.embargo.ChangeResult;
import org.strainlake.uploader.embargo.EmbargoWish;
import org.strainlake.uploader.embargo.Embargoes;
import org.strainlake.uploader.journal.Replay;
import org.strainlake.uploader.source.GpsRule;
import org.strainlake.uploader.source.Pace;
import org.strainlake.uploader.source.ReplayWish;
import org.strainlake.uploader.stream.Streams;
import org.strainlake.uploader.upload.ReplayDesk;

/** Embargoes and their release, on a real PostgreSQL, with clocks that may be off and a Kafka that may be away. */
class EmbargoIT {
    private static final long GPS = 1_167_559_920L;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String ID = "streams/V1-hoft";
    private static final List<DidPattern> NAMES = List.of(DidPattern.parse("virgo:V-V1_HOFT*"));
    private static final FakeLake LAKE = PipelineIT.LAKE;
    private static final FakeEmbargoChannel CHANNEL = PipelineIT.EMBARGOES;

    private static Path directory;
    private static PostgresServer postgres;
    private static Path source;
    private static int databases;

    private final List<ConfigurableApplicationContext> services = new ArrayList<>();
    private String database;

    @BeforeAll
    static void start() throws Exception {
        directory = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "embargo")
                .toRealPath();
        postgres = PostgresServer.start(directory.resolve("postgres"));
        source = Strain.file(Files.createDirectory(directory.resolve("sources")), GPS, 8);
        KeyEncryptionKeys.generate(directory.resolve("kek.json"));
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void fresh() throws IOException {
        CHANNEL.away = false;
        CHANNEL.ahead = Duration.ZERO;
        CHANNEL.serviceAhead = Duration.ZERO;
        CHANNEL.told.clear();
        LAKE.storageAway = false;
        LAKE.catalogueAway = false;
        databases++;
        database = "embargo" + databases;
        postgres.createDatabase(database);
    }

    @AfterEach
    void end() {
        services.forEach(ConfigurableApplicationContext::close);
        CHANNEL.serviceAhead = Duration.ZERO;
    }

    private ConfigurableApplicationContext service() {
        var all = new HashMap<String, Object>(Map.of(
                "spring.datasource.url",
                postgres.jdbcUrl(database) + "?currentSchema=uploader",
                "spring.datasource.username",
                postgres.user(),
                "spring.cloud.stream.kafka.binder.brokers",
                "127.0.0.1:1",
                "strainlake.journey.clock",
                "test",
                "strainlake.experiments.virgo.scopes",
                "virgo",
                "strainlake.replay.roots",
                directory.resolve("sources").toString(),
                "strainlake.attach.recheck",
                "200ms",
                "strainlake.release.interval",
                "50ms",
                "strainlake.sealing.kek-file",
                directory.resolve("kek.json").toString(),
                "strainlake.spool.directory",
                directory.resolve("spool").toString()));
        var prefix = "strainlake.streams.V1-hoft.";
        all.put(prefix + "experiment", "virgo");
        all.put(prefix + "detector", "V1");
        all.put(prefix + "channel", "V1:Hrec_hoft_16Hz");
        all.put(prefix + "description", "HOFT");
        all.put(prefix + "sample-rate-hz", Strain.SAMPLE_RATE_HZ);
        all.put(prefix + "scope", "virgo");
        all.put(prefix + "rse", "CERN-PROMPT");
        all.put(prefix + "protection", "sealed");
        var started = new SpringApplicationBuilder(UploaderApplication.class, PipelineIT.Outside.class)
                .web(WebApplicationType.NONE)
                .properties(all)
                .run();
        services.add(started);
        return started;
    }

    @Test
    void everyChangeIsAVersionThatIsKeptAndTold() {
        var embargoes = service().getBean(Embargoes.class);

        assertThat(embargoes.change(wish(null, false), 0, "mara")).isInstanceOf(ChangeResult.Changed.class);
        assertThat(embargoes.change(wish(inDays(10), false), 1, "mara")).isInstanceOf(ChangeResult.Changed.class);

        assertThat(embargoes.versions(ID))
                .extracting(version -> version.embargo().version(), Embargoes.Version::by)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1L, "mara"),
                        org.assertj.core.groups.Tuple.tuple(2L, "mara"));
        await().atMost(LONG).until(() -> told(2));
    }

    @Test
    void aChangeOfAnotherVersionThanTheCallerKnowsIsRefused() {
        var embargoes = service().getBean(Embargoes.class);
        assertThat(embargoes.change(wish(null, false), 3, "mara")).isEqualTo(new ChangeResult.OtherVersion(0));
        embargoes.change(wish(null, false), 0, "mara");

        assertThat(embargoes.change(wish(null, true), 0, "mara")).isEqualTo(new ChangeResult.OtherVersion(1));
        assertThat(embargoes.versions(ID)).hasSize(1);
    }

    @Test
    void whatCannotBeIsRefusedAndNamed() {
        var embargoes = service().getBean(Embargoes.class);

        assertThat(embargoes.change(wish(Instant.now().minusSeconds(60), false), 0, "mara"))
                .isInstanceOfSatisfying(
                        ChangeResult.Refused.class,
                        refused -> assertThat(refused.member()).isEqualTo("release"));
        var nobody = new EmbargoWish(ID, "virgo", NAMES, List.of(), null, false, List.of());
        assertThat(embargoes.change(nobody, 0, "mara")).isInstanceOf(ChangeResult.Refused.class);
        var early = new EmbargoWish(
                ID, "virgo", NAMES, List.of("/virgo"), null, false, List.of(new Embargo.Early(GPS, GPS + 2)));
        embargoes.change(early, 0, "mara");
        assertThat(embargoes.change(wish(null, false), 1, "mara"))
                .isInstanceOfSatisfying(
                        ChangeResult.Refused.class,
                        refused -> assertThat(refused.member()).isEqualTo("early"));
    }

    @Test
    void aReleaseComesByItselfAlsoWhenTheServiceWasDownAndGivesTheKeysToAll() throws Exception {
        var first = service();
        awaitFinished(first, replay(first));
        first.getBean(Embargoes.class).change(wish(Instant.now().plusSeconds(2), false), 0, "mara");
        await().atMost(LONG).until(() -> told(1));
        first.close();
        var dataset = DataIdentifier.parse(
                "virgo:V-V1_HOFT_REPLAY_" + database.toUpperCase(java.util.Locale.ROOT) + "-1167559200-3600");
        assertThat(KeyMetadata.released(dataset, LAKE.metadata(dataset))).isEmpty();
        await().atMost(LONG).until(() -> databaseSays("SELECT release_at < now() FROM uploader.embargo"));

        service();

        await().atMost(LONG).until(() -> released(2));
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(KeyMetadata.released(dataset, LAKE.metadata(dataset)))
                        .isPresent());
    }

    @Test
    void twoServicesReleaseOnce() {
        var one = service();
        var other = service();
        for (int i = 0; i < 10; i++) {
            var wish = new EmbargoWish(
                    "datasets/virgo:set" + i,
                    "virgo",
                    List.of(DidPattern.parse("virgo:set" + i)),
                    List.of("/virgo"),
                    Instant.now().plusSeconds(2),
                    false,
                    List.of());
            one.getBean(Embargoes.class).change(wish, 0, "mara");
        }

        await().atMost(LONG)
                .until(() -> other.getBean(Embargoes.class).all().stream().allMatch(Embargo::isReleased));
        for (int i = 0; i < 10; i++) {
            assertThat(one.getBean(Embargoes.class).versions("datasets/virgo:set" + i))
                    .extracting(Embargoes.Version::by)
                    .containsExactly("mara", "release");
        }
    }

    @Test
    void aHeldEmbargoStaysClosedAndIsReleasedOnceItIsHeldNoLonger() {
        var embargoes = service().getBean(Embargoes.class);
        var soon = Instant.now().plusSeconds(1);
        embargoes.change(wish(soon, true), 0, "mara");
        await().atMost(LONG)
                .until(() -> databaseSays("SELECT release_at < now() - interval '1 second' FROM uploader.embargo"));
        assertThat(embargoes.find(ID))
                .hasValueSatisfying(embargo -> assertThat(embargo.isReleased()).isFalse());

        embargoes.change(wish(soon, false), 1, "mara");

        await().atMost(LONG).until(() -> released(3));
        assertThat(embargoes.change(wish(null, false), 3, "mara")).isEqualTo(new ChangeResult.Released());
    }

    @Test
    void aServiceWhoseClockIsAheadReleasesNothingEarly() {
        CHANNEL.serviceAhead = Duration.ofMinutes(15);
        var service = service();
        service.getBean(Embargoes.class).change(wish(Instant.now().plusSeconds(5 * 60), false), 0, "mara");
        await().atMost(LONG).until(() -> told(1));

        var rounds = CHANNEL.told.size();
        service.getBean(JdbcClient.class)
                .sql("UPDATE embargo SET published = false")
                .update();
        await().atMost(LONG).until(() -> CHANNEL.told.size() > rounds);

        assertThat(service.getBean(Embargoes.class).find(ID))
                .hasValueSatisfying(embargo -> assertThat(embargo.isReleased()).isFalse());
    }

    @Test
    void nothingIsReleasedWhileTheClocksDoNotAgree() {
        CHANNEL.ahead = Duration.ofMinutes(2);
        var service = service();
        service.getBean(Embargoes.class).change(wish(Instant.now().plusSeconds(1), false), 0, "mara");
        var health = service.getBean("releaseHealthIndicator", HealthIndicator.class);
        await().atMost(LONG)
                .until(() -> Optional.ofNullable(health.health())
                        .filter(is -> is.getStatus().equals(Status.DOWN))
                        .isPresent());
        assertThat(health.health().getDetails().get("reason").toString()).contains("Kafka's clock");
        assertThat(service.getBean(Embargoes.class).find(ID))
                .hasValueSatisfying(embargo -> assertThat(embargo.isReleased()).isFalse());

        CHANNEL.ahead = Duration.ZERO;

        await().atMost(LONG).until(() -> released(2));
    }

    @Test
    void whatWasReleasedAndNotToldIsToldByTheNextProcess() {
        var first = service();
        first.getBean(Embargoes.class).change(wish(Instant.now().plusSeconds(1), false), 0, "mara");
        await().atMost(LONG).until(() -> told(1));
        await().atMost(LONG).until(() -> databaseSays("SELECT released FROM uploader.embargo"));
        first.close();
        first = null;
        CHANNEL.told.clear();

        service();

        await().atMost(LONG).until(() -> released(2));
    }

    @Test
    void eachWarningIsGivenOnce() {
        var embargoes = service().getBean(Embargoes.class);
        embargoes.change(wish(inDays(5), false), 0, "mara");

        await().atMost(LONG).until(() -> databaseSays("SELECT count(*) = 2 FROM uploader.embargo_warning"));
        assertThat(databaseSays("SELECT array_agg(days ORDER BY days) = ARRAY[7, 30] FROM uploader.embargo_warning"))
                .isTrue();
    }

    private boolean databaseSays(String question) {
        var last = services.getLast();
        try (var connection = java.sql.DriverManager.getConnection(postgres.jdbcUrl(database), postgres.user(), "");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(question)) {
            return last != null && rows.next() && rows.getBoolean(1);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean told(long version) {
        return CHANNEL.told.stream().anyMatch(embargo -> embargo.id().equals(ID) && embargo.version() == version);
    }

    private static boolean released(long version) {
        return CHANNEL.told.stream()
                .anyMatch(embargo -> embargo.id().equals(ID) && embargo.version() == version && embargo.isReleased());
    }

    private static Instant inDays(int days) {
        return Instant.now().plus(Duration.ofDays(days));
    }

    private static EmbargoWish wish(@Nullable Instant release, boolean held) {
        return new EmbargoWish(ID, "virgo", NAMES, List.of("/virgo"), release, held, List.of());
    }

    private Replay replay(ConfigurableApplicationContext on) {
        var wish = new ReplayWish(source, ReplayWish.Order.SEQUENTIAL, 1, Pace.MAX, new GpsRule.Start(GPS), 2);
        return on.getBean(ReplayDesk.class)
                .start(
                        on.getBean(Streams.class).get("V1-hoft"),
                        wish,
                        true,
                        Optional.of(database.toUpperCase(java.util.Locale.ROOT)));
    }

    private static void awaitFinished(ConfigurableApplicationContext on, Replay replay) {
        var desk = on.getBean(ReplayDesk.class);
        await().atMost(LONG).until(() -> desk.find(replay.id()).orElseThrow().state() == Replay.State.FINISHED);
    }
}
