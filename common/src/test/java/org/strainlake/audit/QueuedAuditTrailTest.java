package org.strainlake.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;

class QueuedAuditTrailTest {
    private final Table table = new Table();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final QueuedAuditTrail trail = new QueuedAuditTrail(
            table, new AuditProperties(Duration.ofMillis(500), 10), () -> Instant.EPOCH, meters.counter("lost"));

    @AfterEach
    void close() {
        table.gate.countDown();
        table.trouble = null;
        trail.close();
    }

    @Test
    void whatIsRequiredIsWrittenWhenTheCallReturns() {
        trail.start();

        trail.require(AuditEntryTest.entry(null, "read"));

        assertThat(table.reasons()).containsExactly("read");
    }

    @Test
    void whatIsRequiredFailsAtOnceWhenTheTableDoes() {
        table.trouble = new DataAccessResourceFailureException("away");
        trail.start();

        assertThatThrownBy(() -> trail.require(AuditEntryTest.entry(null, "read")))
                .isInstanceOf(AuditUnavailable.class)
                .hasMessageContaining("could not be written");
    }

    @Test
    void whatIsRequiredFailsWhenTheTableTakesTooLong() {
        table.gate = new CountDownLatch(1);
        trail.start();

        assertThatThrownBy(() -> trail.require(AuditEntryTest.entry(null, "read")))
                .isInstanceOf(AuditUnavailable.class)
                .hasMessageContaining("in time");
    }

    @Test
    void whatWasGivenUpBeforeItWasWrittenIsNotWrittenLater() {
        assertThatThrownBy(() -> trail.require(AuditEntryTest.entry(null, "given up")))
                .isInstanceOf(AuditUnavailable.class);

        trail.start();
        trail.require(AuditEntryTest.entry(null, "read"));

        assertThat(table.reasons()).containsExactly("read");
    }

    @Test
    void refusalsWaitForATableThatIsAway() {
        table.trouble = new DataAccessResourceFailureException("away");
        trail.start();
        trail.note(AuditEntryTest.entry(null, "refused"));
        await().until(() -> table.tries.get() > 1);

        table.trouble = null;

        await().until(() -> table.reasons().equals(List.of("refused")));
    }

    @Test
    void refusalsBeyondTheBoundAreCountedAndToldInTheTrail() {
        for (int i = 0; i < 15; i++) {
            trail.note(AuditEntryTest.entry(null, "refused"));
        }

        trail.start();

        await().until(() -> table.reasons().contains("5 refusals could not be written"));
        assertThat(table.reasons()).hasSize(11);
        assertThat(meters.counter("lost").count()).isEqualTo(5);
    }

    @Test
    void aRefusalThatTheTableNeverTakesDoesNotStandInTheWay() {
        table.trouble = new DataIntegrityViolationException("never");
        trail.start();
        trail.note(AuditEntryTest.entry(null, "poison"));
        await().until(() -> meters.counter("lost").count() > 0);
        table.trouble = null;

        trail.require(AuditEntryTest.entry(null, "read"));

        assertThat(table.reasons()).contains("read").doesNotContain("poison");
    }

    @Test
    void aFloodOfRefusalsLeavesRoomForARead() {
        for (int i = 0; i < 100; i++) {
            trail.note(AuditEntryTest.entry(null, "refused"));
        }
        trail.start();

        trail.require(AuditEntryTest.entry(null, "read"));

        assertThat(table.reasons()).contains("read");
    }

    @Test
    void whatWaitsIsWrittenBeforeTheEnd() {
        trail.note(AuditEntryTest.entry(null, "refused"));
        trail.start();

        trail.close();

        assertThat(table.reasons()).containsExactly("refused");
    }

    private static final class Table implements Consumer<List<AuditEntry>> {
        private final List<AuditEntry> rows = new CopyOnWriteArrayList<>();
        volatile CountDownLatch gate = new CountDownLatch(0);
        volatile @Nullable RuntimeException trouble;
        final AtomicInteger tries = new AtomicInteger();

        @Override
        public void accept(List<AuditEntry> entries) {
            tries.incrementAndGet();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            var wrong = trouble;
            if (wrong != null) {
                throw wrong;
            }
            rows.addAll(entries);
        }

        List<String> reasons() {
            return rows.stream().map(row -> String.valueOf(row.reason())).toList();
        }
    }
}
