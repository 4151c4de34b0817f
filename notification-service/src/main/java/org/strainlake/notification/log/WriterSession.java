package org.strainlake.notification.log;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * A session at PostgreSQL, outside any pool, whose lock makes an instance the writer. Every call waits at most
 * {@link LogProperties#patience}. For one thread.
 */
final class WriterSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WriterSession.class);

    private final Connection connection;

    private WriterSession(Connection connection) {
        this.connection = connection;
    }

    /**
     * Opens a session. PostgreSQL ends it, and with it the lock, when this host has not answered for twice the
     * takeover wait.
     *
     * @throws SQLException if PostgreSQL does not answer in time, or refuses
     */
    static WriterSession open(JdbcConnectionDetails database, LogProperties properties) throws SQLException {
        var patience = properties.patience();
        var access = new Properties();
        if (database.getUsername() != null) {
            access.setProperty("user", database.getUsername());
        }
        if (database.getPassword() != null) {
            access.setProperty("password", database.getPassword());
        }
        access.setProperty("ApplicationName", "notification-service-writer");
        access.setProperty("connectTimeout", Long.toString(seconds(patience)));
        access.setProperty("loginTimeout", Long.toString(2 * seconds(patience)));
        access.setProperty("socketTimeout", Long.toString(seconds(patience)));
        access.setProperty("tcpKeepAlive", "true");
        var connection = DriverManager.getConnection(database.getJdbcUrl(), access);
        try (var statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(patience.toMillis()));
            var wait = seconds(properties.takeoverWait());
            statement.execute("set tcp_keepalives_idle = " + wait);
            statement.execute("set tcp_keepalives_interval = " + (wait + 2) / 3);
            statement.execute("set tcp_keepalives_count = 3");
            statement.execute("set idle_session_timeout = 0");
            statement.execute("set synchronous_commit = on");
        } catch (SQLException e) {
            connection.abort(Runnable::run);
            throw e;
        }
        return new WriterSession(connection);
    }

    /** Takes the lock of this schema's logs if nobody has it; it is held until the session ends. */
    boolean tryLock() throws SQLException {
        return ask("select pg_try_advisory_lock(hashtextextended(current_schema() || '.writer', 0))::int") == 1;
    }

    /**
     * Enters an instance that has the lock as the writer.
     *
     * @param wait how long a writer that did not resign may go on after it was last seen
     * @return how long the last one may still go on; zero if it resigned, or there was none
     */
    Duration claim(UUID instance, Duration wait) throws SQLException {
        var left = ask("""
                select coalesce(max(case when resigned then 0
                    else greatest(0, least(%1$d, %1$d - 1000 * extract(epoch from clock_timestamp() - seen))) end), 0)::bigint
                from writer""".formatted(wait.toMillis()));
        change("""
                insert into writer (instance, since, seen, resigned)
                values (?, clock_timestamp(), clock_timestamp(), false)
                on conflict (one) do update set
                    instance = excluded.instance, since = excluded.since, seen = excluded.seen, resigned = false""", instance);
        try (var statement = connection.createStatement()) {
            statement.execute("set synchronous_commit = off"); // from here on only for being seen
        }
        return Duration.ofMillis(left);
    }

    /** Has the instance seen; false if another was entered since. */
    boolean ping(UUID instance) throws SQLException {
        return change("update writer set seen = clock_timestamp() where instance = ?", instance) == 1;
    }

    /** Notes that the instance has ended all its writing. */
    void resign(UUID instance) throws SQLException {
        change("update writer set seen = clock_timestamp(), resigned = true where instance = ?", instance);
    }

    /** Ends the session and frees the lock, without waiting for anybody. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("the session was broken already", e);
        }
    }

    private long ask(String query) throws SQLException {
        try (var statement = connection.createStatement();
                var answer = statement.executeQuery(query)) {
            answer.next();
            return answer.getLong(1);
        }
    }

    private int change(String update, UUID instance) throws SQLException {
        try (var statement = connection.prepareStatement(update)) {
            statement.setObject(1, instance);
            return statement.executeUpdate();
        }
    }

    private static long seconds(Duration time) {
        return Math.max(1, time.plusMillis(999).toSeconds());
    }
}
