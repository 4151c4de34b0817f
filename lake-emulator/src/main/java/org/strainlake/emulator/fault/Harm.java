package org.strainlake.emulator.fault;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is done to a request. */
sealed interface Harm {
    /** It is answered at once with a status, and nothing else is done; {@code retryAfter} becomes the header of that name. */
    record Status(int status, @Nullable Duration retryAfter) implements Harm {}

    /** It is let through after a while. */
    record Delay(Duration pause) implements Harm {}

    /** It is never answered: the connection is cut when the rule is removed. */
    record Hang() implements Harm {}

    /**
     * The connection is cut: in the middle of the request's body if it has one, else in the middle of the answer's, else
     * before the answer.
     */
    record Cut() implements Harm {}

    /**
     * The storage takes half of the request's body and no more; the connection is cut when the rule is removed. What has no
     * body is cut at once.
     */
    record Stall() implements Harm {}

    /** One bit in the middle of the answer's body is not what it was. */
    record FlipOnTheWay() implements Harm {}

    /**
     * One bit in the middle of the stored file is changed, and what the storage remembers of its digest stays: before a
     * request that reads, after one that writes.
     */
    record FlipInStorage() implements Harm {}

    /** The message broker takes no connections, and ends those it has, until the rule is removed. */
    record Away() implements Harm {}

    /** An event is relayed once for each pause, that long after it happened; not at all if there is none. */
    record Relay(List<Duration> pauses) implements Harm {
        public Relay {
            pauses = List.copyOf(pauses);
        }
    }
}
