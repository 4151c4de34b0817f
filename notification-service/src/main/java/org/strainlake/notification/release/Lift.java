package org.strainlake.notification.release;

import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.strainlake.embargo.EmbargoBook;
import org.strainlake.event.FeedEvent;

/**
 * Which events everybody may hear since embargoes were lifted. What covers the event's subject decides or, if nothing
 * does, what covers its dataset.
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
        return Stream.of(event.subject(), event.dataset())
                .filter(Objects::nonNull)
                .filter(did -> !book.covering(event.experiment(), did).isEmpty())
                .findFirst()
                .filter(did -> book.isLifted(event.experiment(), did))
                .isPresent();
    }
}
