package org.strainlake.standby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.strainlake.local.PostgresServer;

/** Who works, on a real PostgreSQL. */
class OnlyOneIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private static PostgresServer postgres;

    @BeforeAll
    static void start() throws Exception {
        postgres = PostgresServer.start(directory.resolve("postgres"));
        postgres.createDatabase("strainlake");
        try (var connection = source("public").getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA one");
            statement.execute("CREATE SCHEMA two");
        }
    }

    @AfterAll
    static void stop() throws Exception {
        postgres.close();
    }

    @Test
    void theSecondBeginsOnlyWhenTheFirstEnds() {
        var first = instance("one", () -> {});
        var second = instance("one", () -> {});
        begin(first);
        var begun = CompletableFuture.runAsync(() -> begin(second));

        await().during(Duration.ofSeconds(2)).atMost(LONG).until(() -> !begun.isDone());
        first.destroy();

        await().atMost(LONG).until(begun::isDone);
        assertThat(first.isAtWork()).isFalse();
        assertThat(second.isAtWork()).isTrue();
        second.destroy();
    }

    @Test
    void anotherSchemaIsAnotherService() {
        var one = instance("one", () -> {});
        var other = instance("two", () -> {});
        begin(one);
        begin(other);

        assertThat(other.isAtWork()).isTrue();
        one.destroy();
        other.destroy();
    }

    @Test
    void whoeverLostItsConnectionAndFindsAnotherAtWorkHasToEnd() throws Exception {
        var superseded = new CountDownLatch(1);
        var first = instance("one", superseded::countDown);
        begin(first);
        try (var other = source("one").getConnection();
                var statement = other.createStatement()) {
            var gotIt = CompletableFuture.runAsync(() -> {
                try {
                    statement.execute("SELECT pg_advisory_lock(hashtextextended('one.instance', 0))");
                } catch (java.sql.SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().atMost(LONG).until(() -> count("NOT granted") == 1);

            endHolder();

            await().atMost(LONG).until(gotIt::isDone);
            await().atMost(LONG).until(() -> superseded.getCount() == 0);
        }
        first.destroy();
    }

    @Test
    void whoeverLostItsConnectionTakesItsLockAgainWhenItIsHeldForAMomentOnly() throws Exception {
        var superseded = new CountDownLatch(1);
        var first = instance("one", superseded::countDown);
        begin(first);
        try (var other = source("one").getConnection();
                var statement = other.createStatement()) {
            var gaveItBack = CompletableFuture.runAsync(() -> {
                try {
                    statement.execute("SELECT pg_advisory_lock(hashtextextended('one.instance', 0))");
                    statement.execute("SELECT pg_advisory_unlock(hashtextextended('one.instance', 0))");
                } catch (java.sql.SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().atMost(LONG).until(() -> count("NOT granted") == 1);

            endHolder();

            await().atMost(LONG).until(gaveItBack::isDone);
            await().atMost(LONG).until(() -> count("granted") == 1);
        }
        assertThat(first.isAtWork()).isTrue();
        assertThat(superseded.getCount()).isEqualTo(1);
        first.destroy();
    }

    @Test
    void whoeverBreaksHasToEndAndKeepsNobodyWaiting() throws Exception {
        var superseded = new CountDownLatch(1);
        var broken = new OnlyOne(
                new DriverManagerDataSource() {
                    @Override
                    public java.sql.Connection getConnection() {
                        throw new IllegalStateException("not what a database says");
                    }
                },
                superseded::countDown);
        var standing = Thread.ofPlatform().start(() -> begin(broken));

        await().atMost(LONG).until(() -> superseded.getCount() == 0);

        standing.interrupt(); // as a closing context does
        standing.join();
        assertThat(broken.isAtWork()).isFalse();
    }

    @Test
    void aLoneOneTakesItsLockAgainWhenItLostItsConnection() throws Exception {
        var superseded = new CountDownLatch(1);
        var lone = instance("one", superseded::countDown);
        begin(lone);
        endHolder();

        await().atMost(LONG).until(() -> count("granted") == 1);
        assertThat(superseded.getCount()).isEqualTo(1);
        lone.destroy();
        await().atMost(LONG).until(() -> count("granted") == 0);
    }

    @Test
    void whoeverStandsByEndsWhenItIsInterruptedAndLeavesNothing() throws Exception {
        var first = instance("one", () -> {});
        begin(first);
        var standing = Thread.ofPlatform().start(() -> begin(instance("one", () -> {})));
        await().atMost(LONG).until(() -> standing.getState() == Thread.State.WAITING);

        standing.interrupt();

        standing.join();
        first.destroy();
        await().atMost(LONG).until(() -> count("true") == 0);
    }

    private static void begin(OnlyOne instance) {
        try {
            instance.afterPropertiesSet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static OnlyOne instance(String schema, Runnable superseded) {
        return new OnlyOne(source(schema), superseded);
    }

    private static DataSource source(String schema) {
        return new DriverManagerDataSource(
                postgres.jdbcUrl("strainlake") + "?currentSchema=" + schema, postgres.user(), "");
    }

    private static void endHolder() throws Exception {
        long holder = ask("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted");
        ask("SELECT count(pg_terminate_backend(" + holder + "))");
        await().atMost(LONG).until(() -> count("pid = " + holder) == 0);
    }

    private static long count(String which) throws Exception {
        return ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND " + which);
    }

    private static long ask(String query) throws Exception {
        try (var connection = source("public").getConnection();
                var statement = connection.createStatement();
                var answer = statement.executeQuery(query)) {
            answer.next();
            return answer.getLong(1);
        }
    }
}
