package org.strainlake.downloader.ledger;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.strainlake.downloader.follow.FollowChange;
import org.strainlake.downloader.follow.Follows;
import org.strainlake.journey.JourneyRecord;
import org.strainlake.journey.Stage;
import org.strainlake.lake.DataIdentifier;

/**
 * Tells the book what became of each chunk, in groups and off the way of the chunks: rows are read that are
 * not booked, sent, and marked when Kafka has acknowledged them. After a crash they are sent again.
 */
@Component
class JourneyOutbox implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(JourneyOutbox.class);
    private static final int GROUP = 500;
    private static final Duration GATHER = Duration.ofMillis(100);
    private static final Duration LONGEST_IDLE = Duration.ofSeconds(10);

    private final JdbcClient jdbc;
    private final JourneyKafka kafka;
    private final Unbooked unbooked;
    private final String clock;
    private final ConcurrentLinkedQueue<JourneyRecord> declarations = new ConcurrentLinkedQueue<>();
    private final Retry retry;
    private volatile @Nullable Thread thread;
    private volatile boolean stopping;

    JourneyOutbox(DataSource dataSource, JourneyKafka kafka, Unbooked unbooked, JourneyProperties properties) {
        this.jdbc = JdbcClient.create(dataSource);
        this.kafka = kafka;
        this.unbooked = unbooked;
        this.clock = properties.clock();
        this.retry = Retry.of(
                "journey",
                RetryConfig.custom()
                        .maxAttempts(Integer.MAX_VALUE)
                        .intervalFunction(
                                IntervalFunction.ofExponentialBackoff(Duration.ofMillis(200), 2, Duration.ofSeconds(5)))
                        .retryOnException(e ->
                                !stopping && (e instanceof JourneyKafka.Unsent || e instanceof DataAccessException))
                        .build());
        retry.getEventPublisher()
                .onRetry(event -> LOG.warn(
                        "the book waits, attempt {}: {}",
                        event.getNumberOfRetryAttempts(),
                        String.valueOf(event.getLastThrowable())));
    }

    @EventListener
    void on(FollowChange.Added added) {
        var follow = added.follow();
        declarations.add(new JourneyRecord.FollowDeclared(
                follow.name(), follow.experiment(), follow.datasets().toString(), follow.created()));
        unbooked.signal();
    }

    @Override
    public void start() {
        stopping = false;
        thread = Thread.ofPlatform().name("journey-outbox").start(this::work);
    }

    @Override
    public void stop() {
        var working = thread;
        stopping = true;
        thread = null;
        if (working != null) {
            working.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    @Override
    public int getPhase() {
        return Follows.PHASE + 1;
    }

    private void work() {
        try {
            while (!stopping) {
                retry.executeRunnable(this::tellAll);
                unbooked.await(LONGEST_IDLE.toMillis());
                TimeUnit.NANOSECONDS.sleep(GATHER.toNanos()); // what comes together is told together
            }
        } catch (InterruptedException | Interrupted e) {
            LOG.debug("the outbox stops");
        } catch (JourneyKafka.Unsent | DataAccessException e) {
            LOG.warn("the book is told the rest at the next start: {}", e.getMessage());
        }
    }

    private void tellAll() {
        for (var declared = declarations.peek(); declared != null; declared = declarations.peek()) {
            send(List.of(declared));
            declarations.remove(declared);
        }
        int told = GROUP;
        while (told == GROUP && !stopping) {
            told = tellGroup();
        }
    }

    private int tellGroup() {
        var rows = jdbc.sql("""
                        select seq, follow, scope, name, state, dataset, bytes, run, gps_start, fetched, verified,
                               delivered, ended, reason
                        from chunk where not booked and state <> 'PENDING' order by seq limit ?""")
                .param(GROUP)
                .query((row, number) -> new Row(row.getLong("seq"), row.getString("state"), journey(row)))
                .list();
        if (!rows.isEmpty()) {
            send(rows.stream().map(Row::journey).toList());
            jdbc.sql("""
                            update chunk set booked = true from unnest(?, ?) as told (seq, state)
                            where chunk.seq = told.seq and chunk.state = told.state""")
                    .param(rows.stream().map(Row::seq).toArray(Long[]::new))
                    .param(rows.stream().map(Row::state).toArray(String[]::new))
                    .update();
        }
        return rows.size();
    }

    private void send(List<JourneyRecord> records) {
        try {
            kafka.send(new ArrayList<>(records));
        } catch (InterruptedException e) {
            throw new Interrupted(e);
        }
    }

    private JourneyRecord journey(ResultSet row) throws SQLException {
        var did = new DataIdentifier(row.getString("scope"), row.getString("name"));
        var state = ChunkState.valueOf(row.getString("state"));
        var run = row.getString("run");
        var follow = row.getString("follow");
        long gpsStart = row.getLong("gps_start");
        if (state == ChunkState.DELIVERED) {
            var stamps = new EnumMap<>(Map.of(
                    Stage.FETCHED, Ledger.instant(row.getLong("fetched")),
                    Stage.VERIFIED, Ledger.instant(row.getLong("verified")),
                    Stage.DELIVERED, Ledger.instant(row.getLong("delivered"))));
            var dataset = DataIdentifier.parse(row.getString("dataset"));
            return new JourneyRecord.StagesReached(
                    run, gpsStart, did, dataset, row.getLong("bytes"), follow, stamps, clock);
        }
        return new JourneyRecord.ChunkFailed(
                run,
                gpsStart,
                did,
                follow,
                JourneyRecord.Failure.valueOf(state.name()),
                String.valueOf(row.getString("reason")),
                Ledger.instant(row.getLong("ended")));
    }

    private record Row(long seq, String state, JourneyRecord journey) {}

    /** The thread was interrupted at its work. */
    private static final class Interrupted extends RuntimeException {
        @java.io.Serial
        private static final long serialVersionUID = 1;

        Interrupted(InterruptedException cause) {
            super(cause);
        }
    }
}
