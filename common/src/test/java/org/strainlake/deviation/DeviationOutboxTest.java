package org.strainlake.deviation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.strainlake.journey.Deviation;
import org.strainlake.journey.JourneyRecord.DeviationSeen;

class DeviationOutboxTest {
    private final Incidents incidents = new Incidents(
            "uploader",
            "life",
            InstantSource.system(),
            10,
            Counter.builder("lost").register(new SimpleMeterRegistry()));

    @Test
    void aDatabaseThatDoesNotAnswerIsAwayAndWhatIsSeenMeanwhileWaits() {
        try (var outbox = outbox(new Unanswering(() -> new SQLException("connection refused")))) {
            outbox.start();
            incidents.seen(Deviation.ANSWER_SLOW, "rucio", null, Duration.ZERO, "slow");

            await().untilAsserted(() -> assertThat(incidents.untold(10))
                    .extracting(DeviationSeen::deviation)
                    .containsExactlyInAnyOrder(Deviation.ANSWER_SLOW, Deviation.PART_AWAY));
            assertThat(incidents.untold(10)).extracting(DeviationSeen::where).containsOnly("rucio", "database");
        }
    }

    @Test
    void aDatabaseWhoseConnectionsAreAllInUseIsNotAway() throws InterruptedException {
        var asked = new CountDownLatch(4);
        var busy = new Unanswering(() -> {
            asked.countDown();
            return new SQLTransientConnectionException("not available");
        });
        try (var outbox = outbox(busy)) {
            outbox.start();

            asked.await();
            assertThat(incidents.untold(10)).isEmpty();
        }
    }

    private DeviationOutbox outbox(Unanswering database) {
        var jdbc = new JdbcTemplate(database);
        return new DeviationOutbox(incidents, new ServiceLife(jdbc, "life"), new DeviationTable(jdbc), records -> {});
    }

    private static final class Unanswering extends AbstractDataSource {
        private final Supplier<SQLException> failure;

        Unanswering(Supplier<SQLException> failure) {
            this.failure = failure;
        }

        @Override
        public Connection getConnection() throws SQLException {
            throw failure.get();
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            throw failure.get();
        }
    }
}
