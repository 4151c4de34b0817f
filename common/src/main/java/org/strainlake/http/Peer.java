package org.strainlake.http;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * One other side behind a circuit breaker: after many failures it is left alone for a second, then tried
 * again. One call is one attempt. Thread-safe.
 */
public final class Peer {
    private static final Duration OPEN = Duration.ofSeconds(1);
    private static final long FORGIVEN_NANOS = Duration.ofMinutes(1).toNanos();

    private final OutboundHttp http;
    private final CircuitBreaker breaker;
    private final Predicate<Answer> ill;
    private final String where;
    private volatile long failedAtNanos;

    /**
     * One other side.
     *
     * @param http client to call it with
     * @param breakers where its breaker is kept; its default configuration gives the clock
     * @param name name of its breaker, such as {@code rucio}; up to its first dash it is what deviations are told of
     * @param ill which answers tell that the server is ill, and not that it disagrees
     */
    public Peer(OutboundHttp http, CircuitBreakerRegistry breakers, String name, Predicate<Answer> ill) {
        this.http = http;
        this.breaker = breakers.circuitBreaker(name, lenient(breakers.getDefaultConfig()));
        this.ill = ill;
        int dash = name.indexOf('-');
        this.where = dash < 0 ? name : name.substring(0, dash);
    }

    private static CircuitBreakerConfig lenient(CircuitBreakerConfig base) {
        return CircuitBreakerConfig.from(base)
                .slidingWindowSize(20)
                .minimumNumberOfCalls(10)
                .failureRateThreshold(70)
                .waitDurationInOpenState(OPEN)
                .permittedNumberOfCallsInHalfOpenState(2)
                .build();
    }

    /** Whether an answer's status alone tells that a server is ill: any 5xx but 501, 505 and 507. */
    public static boolean isIllByStatus(Answer answer) {
        return answer.status() >= 500 && answer.status() != 501 && answer.status() != 505 && answer.status() != 507;
    }

    /**
     * Sends one request once.
     *
     * @param stall longest wait for the next bytes of the answer's body
     * @throws OutsideBusy if the other side has failed too often of late
     * @throws IOException if no answer comes
     */
    public Answer exchange(HttpRequest request, Duration stall) throws IOException {
        if (!breaker.tryAcquirePermission()) {
            throw new OutsideBusy(OPEN, breaker.getName() + " has failed too often and is left alone for a while");
        }
        long start = breaker.getCurrentTimestamp();
        Answer answer = null;
        IOException failure = null;
        var watch = new CallWatch(http, where, request, stall);
        try {
            answer = http.send(request, stall, watch::brokeOff);
            watch.answered(answer, ill.test(answer));
            return answer;
        } catch (IOException lost) {
            failure = lost;
            watch.failed(lost);
            throw lost;
        } finally {
            long took = breaker.getCurrentTimestamp() - start;
            if (answer != null && !ill.test(answer)) {
                breaker.onSuccess(took, breaker.getTimestampUnit());
            } else if (answer == null && (failure == null || failure instanceof InterruptedIOException)) {
                // Our own end says nothing of the other side.
                breaker.releasePermission();
            } else {
                failedAtNanos = System.nanoTime();
                breaker.onError(
                        took,
                        breaker.getTimestampUnit(),
                        failure != null ? failure : new IOException("status of a server that is ill"));
            }
        }
    }

    /** Whether it is called at present: false from when its breaker opens until a minute without another failure. */
    public boolean isWell() {
        // A breaker stays open until somebody calls; a part that nobody calls is not ill for ever.
        return breaker.getState() != CircuitBreaker.State.OPEN || System.nanoTime() - failedAtNanos > FORGIVEN_NANOS;
    }

    /** The name of its breaker. */
    public String name() {
        return breaker.getName();
    }
}
