package org.strainlake.notification.release;

import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.strainlake.embargo.EmbargoBook;
import org.strainlake.event.FeedEvent;

/**
 * Which events everybody may hear since embargoes were lifted: those that name something that was under one, and nothing
 * that still is. A file that was released early may name its dataset.
 *
 * @param then the embargoes as they were when the past was looked through for what they open
 * @param now the embargoes as they are: one that was set since keeps closed what it covers
 */
record Lift(EmbargoBook then, EmbargoBook now) implements Predicate<FeedEvent> {
    @Override
    public boolean test(FeedEvent event) {
        return isLifted(then, event) && now.isKnown() && isLifted(now, event);
    }

    private static boolean isLifted(EmbargoBook book, FeedEvent event) {
        var subject = event.subject();
        var over = Stream.of(subject, event.dataset())
                .filter(Objects::nonNull)
                .distinct()
                .flatMap(did -> book.covering(event.experiment(), did).stream()
                        .map(embargo -> embargo.isLiftedFor(did)
                                || (subject != null && embargo.covers(subject) && embargo.isLiftedFor(subject))))
                .toList();
        return !over.isEmpty() && over.stream().allMatch(lifted -> lifted);
    }
}
