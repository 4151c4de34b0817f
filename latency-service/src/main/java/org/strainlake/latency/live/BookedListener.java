package org.strainlake.latency.live;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.PGProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.strainlake.latency.store.BookedNotice;

/**
 * Hears from PostgreSQL what any instance books, over a connection of its own that is made again whenever it breaks. The
 * pool's connections come and go, and a notice would be lost with them.
 */
@Component
class BookedListener implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(BookedListener.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PROBE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int PATIENCE_SECONDS = 10;

    private final JdbcConnectionDetails database;
    private final LiveBooks books;
    private volatile boolean running;
    private volatile @Nullable Thread thread;

    BookedListener(JdbcConnectionDetails database, LiveBooks books) {
        this.database = database;
        this.books = books;
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().daemon().name("booked").start(this::work);
    }

    private void work() {
        boolean complained = false;
        while (running) {
            try (var connection = connect()) {
                complained = false;
                listen(connection);
            } catch (SQLException e) {
                if (!complained && running) {
                    LOG.warn("what is booked cannot be heard of until PostgreSQL answers: {}", e.getMessage());
                }
                complained = true;
            }
            try {
                Thread.sleep(running ? PAUSE : Duration.ZERO);
            } catch (InterruptedException e) {
                return; // stop() alone interrupts
            }
        }
    }

    private Connection connect() throws SQLException {
        var properties = new Properties();
        set(properties, PGProperty.USER, database.getUsername());
        set(properties, PGProperty.PASSWORD, database.getPassword());
        set(properties, PGProperty.SOCKET_TIMEOUT, Integer.toString(PATIENCE_SECONDS));
        set(properties, PGProperty.CONNECT_TIMEOUT, Integer.toString(PATIENCE_SECONDS));
        set(properties, PGProperty.TCP_KEEP_ALIVE, "true");
        return DriverManager.getConnection(database.getJdbcUrl(), properties);
    }

    private static void set(Properties properties, PGProperty property, @Nullable String value) {
        if (value != null) {
            properties.setProperty(property.getName(), value);
        }
    }

    private void listen(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("LISTEN " + BookedNotice.CHANNEL);
            books.missed();
            var notices = connection.unwrap(PGConnection.class);
            long probed = System.nanoTime();
            while (running) {
                var heard = notices.getNotifications((int) POLL.toMillis());
                for (var notice : heard == null ? new PGNotification[0] : heard) {
                    BookedNotice.parse(notice.getParameter()).ifPresent(books::booked);
                }
                if (System.nanoTime() - probed > PROBE.toNanos()) {
                    statement.execute("SELECT 1"); // a dead connection would be silent for ever
                    probed = System.nanoTime();
                }
            }
        }
    }

    @Override
    public void stop() {
        running = false;
        var listening = thread;
        if (listening != null) {
            listening.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
