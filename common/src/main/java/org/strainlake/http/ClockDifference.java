package org.strainlake.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far another host's clock, as its {@code Date} headers show it, is from ours. Said once in the log when
 * it grows too large, and once when it is gone: tokens are then judged wrongly by one of the two, and times
 * taken on two hosts mean nothing. Thread-safe.
 */
public final class ClockDifference {
    private static final Logger LOG = LoggerFactory.getLogger(ClockDifference.class);

    /** Less may come from a slow answer, and every part forgives it. */
    private static final Duration FORGIVEN = Duration.ofMinutes(1);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    private final String peer;
    private final InstantSource clock;
    private volatile Instant nextLook = Instant.MIN;
    private volatile Duration ahead = Duration.ZERO;

    /**
     * The difference to one host.
     *
     * @param peer what the log calls it
     * @param clock ours
     */
    public ClockDifference(String peer, InstantSource clock) {
        this.peer = peer;
        this.clock = clock;
    }

    /** Looks at an answer that just came. */
    public void look(Answer answer) {
        var now = clock.instant();
        if (now.isBefore(nextLook) && nextLook.isBefore(now.plus(BETWEEN_LOOKS.multipliedBy(2)))) {
            return;
        }
        date(answer).ifPresent(theirs -> {
            nextLook = now.plus(BETWEEN_LOOKS);
            var before = ahead;
            ahead = Duration.between(now, theirs);
            if (isTooFar(ahead) && !isTooFar(before)) {
                LOG.warn("the clock of {} is {}: one of the two is wrong", peer, inWords(ahead));
            } else if (!isTooFar(ahead) && isTooFar(before)) {
                LOG.info("the clock of {} agrees with ours again", peer);
            }
        });
    }

    /** The difference in words, if it is more than a minute. */
    public Optional<String> trouble() {
        var current = ahead;
        return isTooFar(current) ? Optional.of(inWords(current)) : Optional.empty();
    }

    /** When the other host says that it answered. */
    public static Optional<Instant> date(Answer answer) {
        return answer.header("Date").flatMap(text -> {
            try {
                return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant());
            } catch (DateTimeParseException unreadable) {
                return Optional.empty();
            }
        });
    }

    private static boolean isTooFar(Duration difference) {
        return difference.abs().compareTo(FORGIVEN) > 0;
    }

    private static String inWords(Duration ahead) {
        return ahead.abs().toSeconds() + " s " + (ahead.isNegative() ? "behind ours" : "ahead of ours");
    }
}
