package org.strainlake.standby;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.strainlake.thread.Threads;

/**
 * Lets the parts of a service that use its database come to be only when it holds the lock of its schema; so nothing works
 * before, and no port is open. PostgreSQL frees the lock when the process ends, however it ends, or when its host has
 * not answered for some time. Whoever loses it with the connection takes it again; if another instance was faster,
 * this one has to end. What two do for that moment both is done once in effect: names, sums and ids are the same.
 */
final class OnlyOne implements InitializingBean, DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(OnlyOne.class);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
    private static final int PATIENCE_MILLIS = 5_000;
    private static final int REFUSALS = 6;
    private static final String LOCK =
            "SELECT pg_try_advisory_lock(hashtextextended(current_schema() || '.instance', 0))";

    /** A host that is gone without a word is given up after some fifteen seconds. */
    private static final String[] SETTINGS = {
        "SET tcp_keepalives_idle = 5",
        "SET tcp_keepalives_interval = 3",
        "SET tcp_keepalives_count = 3",
        "SET idle_session_timeout = 0"
    };

    private final DataSource database;
    private final Runnable superseded;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().daemon().name("only-one").unstarted(this::work);
    private @Nullable Connection session;

    /**
     * Not the one yet.
     *
     * @param superseded another instance works now, or it cannot be told: ends this one
     */
    OnlyOne(DataSource database, Runnable superseded) {
        this.database = database;
        this.superseded = superseded;
    }

    /** Returns when this is the one. A closing context interrupts whoever waits here. */
    @Override
    public void afterPropertiesSet() throws InterruptedException {
        thread.start();
        try {
            begun.await();
        } catch (InterruptedException e) {
            destroy();
            throw e;
        }
    }

    /** After everything that uses the database: the next one may begin. */
    @Override
    public void destroy() {
        Threads.end(thread); // on return the lock is free
    }

    /** Whether this is the one. */
    boolean isAtWork() {
        return begun.getCount() == 0 && thread.isAlive();
    }

    private void work() {
        try {
            standBy();
            begun.countDown();
            while (true) {
                Thread.sleep(BETWEEN_LOOKS);
                if (!isHeld() && !again()) {
                    LOG.error("another instance took over while the database was away: this one ends");
                    superseded.run();
                    return;
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("the service stops");
        } catch (RuntimeException e) { // the thread's outermost edge: without it nobody knows who works
            LOG.error("this instance cannot keep its lock: it ends", e);
            superseded.run();
        } finally {
            leave();
        }
    }

    private void standBy() throws InterruptedException {
        boolean told = false;
        @Nullable String trouble = null;
        while (true) {
            try {
                if (lock()) {
                    break;
                }
                trouble = null;
                if (!told) {
                    told = true;
                    LOG.info("another instance works: this one stands by");
                }
            } catch (SQLException e) {
                if (trouble == null) {
                    LOG.warn("stands by until the database answers: {}", e.getMessage());
                }
                trouble = e.getMessage();
            }
            Thread.sleep(BETWEEN_TRIES);
        }
        if (told) {
            LOG.info("no other instance works any more: this one does");
        }
    }

    private boolean isHeld() {
        try (var statement = Objects.requireNonNull(session).createStatement()) {
            statement.execute("SELECT 1");
            return true;
        } catch (SQLException e) {
            LOG.warn("the lock of this instance went with its connection: {}", e.getMessage());
            return false;
        }
    }

    /** False if another has the lock, not the session of ours that broke: the database takes a moment to end that. */
    private boolean again() throws InterruptedException {
        leave();
        int refused = 0;
        while (refused < REFUSALS) {
            try {
                if (lock()) {
                    return true;
                }
                refused++;
            } catch (SQLException e) {
                LOG.debug("the database does not answer", e);
            }
            Thread.sleep(BETWEEN_TRIES);
        }
        return false;
    }

    private boolean lock() throws SQLException {
        var connection = database.getConnection();
        boolean locked = false;
        try (var statement = connection.createStatement()) {
            try (var answer = statement.executeQuery(LOCK)) {
                locked = answer.next() && answer.getBoolean(1);
            }
            if (locked) {
                session = connection;
                connection.setNetworkTimeout(Runnable::run, PATIENCE_MILLIS);
                for (var setting : SETTINGS) {
                    statement.execute(setting);
                }
            }
        } catch (SQLException e) {
            leave();
            throw e;
        } finally {
            if (!locked) {
                connection.close();
            }
        }
        return locked;
    }

    /** Ends the session with its lock; the pool must not hand it to others. */
    private void leave() {
        var left = session;
        session = null;
        if (left != null) {
            try {
                left.abort(Runnable::run);
                left.close();
            } catch (SQLException e) {
                LOG.debug("the session was broken already", e);
            }
        }
    }
}
