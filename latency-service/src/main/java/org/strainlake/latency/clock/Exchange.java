package org.strainlake.latency.clock;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.strainlake.clock.ClockReading;
import org.strainlake.latency.store.ClockOffset;

/**
 * One question to another clock and its answer.
 *
 * @param askedNanos when the question left, by this host's clock
 * @param theirs when it was there and when the answer left, by the other clock
 * @param answeredNanos when the answer was here, by this host's clock
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5905#section-8">RFC 5905, section 8</a>
 */
record Exchange(long askedNanos, ClockReading theirs, long answeredNanos) {
    /** How far the other clock is ahead if the way there took as long as the way back. */
    long offsetNanos() {
        return ((theirs.receivedNanos() - askedNanos) + (theirs.sentNanos() - answeredNanos)) / 2;
    }

    /** How long question and answer were on their way together. */
    long wayNanos() {
        return (answeredNanos - askedNanos) - (theirs.sentNanos() - theirs.receivedNanos());
    }

    /** What the exchange with the shortest way says; empty if there is none that can be: a clock may have been set meanwhile. */
    static Optional<ClockOffset> best(String clock, Collection<Exchange> exchanges) {
        return exchanges.stream()
                .filter(exchange -> exchange.wayNanos() >= 0)
                .min(Comparator.comparingLong(Exchange::wayNanos))
                .map(best -> new ClockOffset(
                        clock, best.answeredNanos(), best.offsetNanos(), Math.ceilDiv(best.wayNanos(), 2)));
    }
}
