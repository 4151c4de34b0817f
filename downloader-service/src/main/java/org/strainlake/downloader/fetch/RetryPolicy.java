package org.strainlake.downloader.fetch;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.strainlake.downloader.follow.Follow;
import org.strainlake.downloader.follow.Follows;
import org.strainlake.downloader.ledger.ChunkState;
import org.strainlake.downloader.ledger.Entry;
import org.strainlake.downloader.ledger.Wanted;

/** Decides what follows an attempt: the end, or another one, and when. */
@Component
class RetryPolicy {
    private final FetchProperties.RetrySettings settings;
    private final Function<String, Optional<Follow>> follows;
    private final IntervalFunction notVisible;
    private final IntervalFunction backoff;

    @Autowired
    RetryPolicy(FetchProperties properties, Follows follows) {
        this(properties, follows::find);
    }

    RetryPolicy(FetchProperties properties, Function<String, Optional<Follow>> follows) {
        this.settings = properties.retry();
        this.follows = follows;
        this.notVisible = IntervalFunction.ofExponentialBackoff(settings.notVisible(), 2, settings.longest());
        this.backoff = IntervalFunction.ofExponentialBackoff(settings.backoff(), 2, settings.longest());
    }

    /**
     * What follows.
     *
     * @param history of the chunk, this attempt included
     */
    Next next(Wanted wanted, Attempt attempt, History history, Instant now) {
        return switch (attempt) {
            case Attempt.Delivered(var delivered) -> new Ended(delivered);
            case Attempt.Unwanted() -> new Dropped();
            case Attempt.NotVisible() -> again(wanted, wait(notVisible, history.unseen()), "no storage shows it", now);
            case Attempt.Busy(var pause, var reason) -> {
                var own = wait(backoff, history.attempts());
                yield again(wanted, pause.compareTo(own) > 0 ? pause : own, reason, now);
            }
            case Attempt.Stuck(var reason) -> again(wanted, wait(backoff, history.attempts()), reason, now);
            case Attempt.Differs(var where, var reason) ->
                history.differed() >= settings.corruptedAfter()
                        ? new Ended(new Entry.GivenUp(
                                ChunkState.CORRUPTED,
                                "no good copy in " + history.differed() + " attempts: " + reason,
                                now))
                        : again(wanted, wait(backoff, history.differed()), reason, now);
            case Attempt.Refused(var reason) ->
                history.refused() >= settings.withheldAfter()
                        ? new Ended(new Entry.GivenUp(ChunkState.WITHHELD, reason, now))
                        : again(wanted, wait(backoff, history.refused()), reason, now);
        };
    }

    private Next again(Wanted wanted, Duration pause, String reason, Instant now) {
        var follow = follows.apply(wanted.key().follow());
        if (follow.isEmpty()) {
            return new Dropped();
        }
        var deadline = follow.get().lossDeadline();
        if (!now.isBefore(wanted.seen().plus(deadline))) {
            return new Ended(new Entry.GivenUp(ChunkState.LOST, "not delivered in " + deadline + ": " + reason, now));
        }
        return new Again(pause, reason);
    }

    private static Duration wait(IntervalFunction waits, int attempt) {
        return Duration.ofMillis(waits.apply(Math.max(1, attempt)));
    }

    /** What follows an attempt. */
    sealed interface Next {}

    /** No other. */
    record Ended(Entry.Outcome outcome) implements Next {}

    /** Another one after the pause. */
    record Again(Duration pause, String reason) implements Next {}

    /** Nothing, and nothing is written: the follow is gone. */
    record Dropped() implements Next {}
}
