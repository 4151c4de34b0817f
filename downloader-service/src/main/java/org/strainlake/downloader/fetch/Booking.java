package org.strainlake.downloader.fetch;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.strainlake.downloader.ledger.ChunkKey;
import org.strainlake.downloader.ledger.ChunkState;
import org.strainlake.downloader.ledger.Entry;
import org.strainlake.downloader.ledger.Ledger;
import org.strainlake.downloader.ledger.Wanted;

/** The ledger, asked again without end while the database is away. Logs each outcome that an operator must know. */
@Component
class Booking implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(Booking.class);

    private final Ledger ledger;
    private final Retry retry;
    private volatile boolean stopping;

    Booking(Ledger ledger) {
        this.ledger = ledger;
        this.retry = Retry.of(
                "ledger",
                RetryConfig.custom()
                        .maxAttempts(Integer.MAX_VALUE)
                        .intervalFunction(
                                IntervalFunction.ofExponentialBackoff(Duration.ofMillis(100), 2, Duration.ofSeconds(5)))
                        .retryOnException(e ->
                                !stopping && (e instanceof DataAccessException || e instanceof TransactionException))
                        .build());
        retry.getEventPublisher()
                .onRetry(event -> LOG.warn(
                        "the ledger waits, attempt {}: {}",
                        event.getNumberOfRetryAttempts(),
                        String.valueOf(event.getLastThrowable())));
    }

    Map<ChunkKey, ChunkState> known(Collection<ChunkKey> keys) {
        return ask(() -> ledger.known(keys));
    }

    List<Wanted> pending(int most) {
        return ask(() -> ledger.pending(most));
    }

    void identify(List<Wanted> chunks) {
        if (!chunks.isEmpty()) {
            ask(() -> {
                ledger.identify(chunks);
                return true;
            });
        }
    }

    void book(List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        ask(() -> {
            ledger.book(entries);
            return true;
        });
        for (var entry : entries) {
            if (entry.now() instanceof Entry.GivenUp(var state, var reason, var at)) {
                LOG.warn("{} is {}: {}", entry.wanted().key(), state, reason);
            }
        }
    }

    @Override
    public void destroy() {
        stopping = true;
    }

    private <T> T ask(Supplier<T> question) {
        return retry.executeSupplier(question);
    }
}
