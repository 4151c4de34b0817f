package org.strainlake.latency.store;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.strainlake.journey.JourneyRecord.FollowDeclared;
import org.strainlake.journey.JourneyRecord.RunPlanned;
import org.strainlake.latency.store.JourneyBatch.PutAside;

/** Writes what journey records say. */
@Component
public class JourneyLedger {
    private static final Logger LOG = LoggerFactory.getLogger(JourneyLedger.class);
    private static final String PUT_ASIDE = """
            INSERT INTO put_aside (topic, part, place, reason, value) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING""";

    private final RunRepository runs;
    private final FollowRepository follows;
    private final GpsDays days;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    JourneyLedger(
            RunRepository runs,
            FollowRepository follows,
            GpsDays days,
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions) {
        this.runs = runs;
        this.follows = follows;
        this.days = days;
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Books a batch in one transaction: all of it or nothing. Booking it again changes nothing.
     *
     * @return how many messages were put aside that had not been before
     */
    public int book(JourneyBatch batch) {
        days.open(batch.days());
        return transaction.execute(status -> write(batch));
    }

    private int write(JourneyBatch batch) {
        batch.plans().forEach(this::book);
        batch.follows().forEach(this::book);
        ChunkWriter.write(jdbc, batch.chunks());
        DeliveryWriter.write(jdbc, batch.deliveries());
        IndexWriter.write(jdbc, batch);
        CopyWriter.write(jdbc, batch.copies());
        DeviationWriter.write(jdbc, batch.deviations());
        BookedNotice.send(jdbc, batch);
        return putAside(batch.putAside());
    }

    private void book(RunPlanned plan) {
        runs.findById(plan.run()).ifPresentOrElse(known -> known.take(plan), () -> runs.save(new RunEntity(plan)));
    }

    private void book(FollowDeclared follow) {
        follows.findById(follow.follower())
                .ifPresentOrElse(known -> known.take(follow), () -> follows.save(new FollowEntity(follow)));
    }

    private int putAside(List<PutAside> messages) {
        int added = 0;
        for (var message : messages) {
            int rows = jdbc.update(
                    PUT_ASIDE,
                    message.topic(),
                    message.partition(),
                    message.offset(),
                    message.reason(),
                    message.value());
            if (rows > 0) {
                LOG.warn(
                        "put aside {} partition {} offset {}: {}",
                        message.topic(),
                        message.partition(),
                        message.offset(),
                        message.reason());
            }
            added += rows;
        }
        return added;
    }
}
