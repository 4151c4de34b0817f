package org.strainlake.latency.booking;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;

/** Waits for Kafka, but not for long. */
final class Answers {
    private Answers() {}

    /**
     * The answer.
     *
     * @throws UnansweredException if there is none in time, or it is an error
     */
    static <T> T within(Duration timeout, KafkaFuture<T> answer) throws UnansweredException {
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnansweredException("interrupted", e);
        } catch (ExecutionException e) {
            throw new UnansweredException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new UnansweredException("no answer within " + timeout, e);
        }
    }

    /** Kafka did not say. */
    static final class UnansweredException extends Exception {
        private static final long serialVersionUID = 1;

        UnansweredException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
