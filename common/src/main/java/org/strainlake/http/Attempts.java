package org.strainlake.http;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.Predicate;

/** Asks up to three times what may be asked again, after growing pauses from a tenth of a second. Thread-safe. */
public final class Attempts {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final double SPREAD = 0.3;

    private final Retry retry;

    /**
     * Attempts at one kind of question.
     *
     * @param name what is asked, such as {@code rucio}
     * @param growth how many times longer each pause is than the one before
     * @param worthAnother which failures may pass at once
     */
    public Attempts(String name, double growth, Predicate<IOException> worthAnother) {
        this.retry = Retry.of(
                name,
                RetryConfig.custom()
                        .maxAttempts(3)
                        .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(FIRST_PAUSE, growth, SPREAD))
                        .retryOnException(
                                failure -> failure instanceof Failed failed && worthAnother.test(failed.getCause()))
                        .build());
    }

    /**
     * Asks until there is an answer.
     *
     * @throws IOException of the last attempt
     */
    public <T> T ask(Question<T> question) throws IOException {
        try {
            return retry.executeSupplier(() -> {
                try {
                    return question.ask();
                } catch (IOException failure) {
                    throw new Failed(failure);
                }
            });
        } catch (Failed last) {
            throw last.getCause();
        }
    }

    /** One attempt. */
    public interface Question<T> {
        /** Asks once. */
        T ask() throws IOException;
    }

    /** Carries a failure through what knows no checked ones; nobody else's, so that none is mistaken for it. */
    private static final class Failed extends UncheckedIOException {
        @java.io.Serial
        private static final long serialVersionUID = 1;

        private Failed(IOException failure) {
            super(failure);
        }
    }
}
