package org.strainlake.notification.inbound;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.strainlake.event.EventType;
import org.strainlake.event.FeedEvent;
import org.strainlake.lake.DataIdentifier;

/**
 * Transfers that began and of whose end no event has told. Remembers the newest ones only, and none over a restart.
 * Thread-safe.
 */
@Component
public class OpenTransfers {
    private static final String SUBMITTED = "transfer-submitted";
    private static final String FAILED = "transfer-failed";
    private static final int MOST = 10_000;

    private final InstantSource clock;
    private final Map<Copy, Open> open = new LinkedHashMap<>();
    private final Map<Copy, Instant> ended = new LinkedHashMap<>();

    OpenTransfers(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * A copy that a transfer makes.
     *
     * @param rse where it is made
     */
    public record Copy(DataIdentifier file, String rse) {}

    /**
     * A transfer without an end.
     *
     * @param begun its {@code transfer-submitted}
     * @param since when that came
     * @param asked when the catalogue was last asked for it, or {@code since} if it was not
     */
    public record Open(Copy copy, FeedEvent begun, Instant since, Instant asked) {}

    /** Looks at an event that came; one that came before, or after a later one, changes nothing. */
    synchronized void look(FeedEvent event) {
        var copy = copy(event);
        if (copy == null) {
            return;
        }
        switch (event.type()) {
            case SUBMITTED -> {
                var end = ended.get(copy);
                if (end == null || event.time().isAfter(end)) {
                    var now = clock.instant();
                    open.putIfAbsent(copy, new Open(copy, event, now, now));
                    forgetTheFirst(open);
                }
            }
            case EventType.TRANSFER_DONE, FAILED -> {
                open.remove(copy);
                end(copy, event.time());
            }
            default -> {
                // It neither begins nor ends a transfer.
            }
        }
    }

    /** Those that have been open, and not asked for, for so long, by the file. */
    public synchronized Map<DataIdentifier, List<Open>> overdue(Duration patience) {
        var latest = clock.instant().minus(patience);
        var overdue = new HashMap<DataIdentifier, List<Open>>();
        for (var each : open.values()) {
            if (!each.asked().isAfter(latest)) {
                overdue.merge(each.copy().file(), List.of(each), OpenTransfers::joined);
            }
        }
        return overdue;
    }

    /** They were asked for just now, and go on. */
    public synchronized void goOn(List<Open> asked) {
        for (var each : asked) {
            open.computeIfPresent(
                    each.copy(), (copy, was) -> new Open(copy, was.begun(), was.since(), clock.instant()));
        }
    }

    /** Whether no event has told of its end yet. */
    public synchronized boolean isOpen(Open transfer) {
        var now = open.get(transfer.copy());
        return now != null && now.begun().id().equals(transfer.begun().id());
    }

    /** It ended without an event that says so; false if that is known already, or another one began since. */
    public synchronized boolean ended(Open transfer) {
        if (!isOpen(transfer)) {
            return false;
        }
        open.remove(transfer.copy());
        end(transfer.copy(), transfer.begun().time());
        return true;
    }

    private void end(Copy copy, Instant at) {
        ended.merge(copy, at, (one, other) -> one.isAfter(other) ? one : other);
        forgetTheFirst(ended);
    }

    /** Events may have come to another instance: nothing is known any more. */
    public synchronized void forget() {
        open.clear();
        ended.clear();
    }

    private static void forgetTheFirst(Map<Copy, ?> some) {
        if (some.size() > MOST) {
            some.remove(some.keySet().iterator().next());
        }
    }

    private static List<Open> joined(List<Open> some, List<Open> more) {
        return java.util.stream.Stream.concat(some.stream(), more.stream()).toList();
    }

    private static @Nullable Copy copy(FeedEvent event) {
        return event.subject() == null || event.rse() == null ? null : new Copy(event.subject(), event.rse());
    }
}
