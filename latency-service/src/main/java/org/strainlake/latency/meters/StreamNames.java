package org.strainlake.latency.meters;

import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.strainlake.embargo.Embargo;
import org.strainlake.embargo.EmbargoBook;
import org.strainlake.latency.store.Plan;

/** What a stream is called where no token is asked for. */
@Component
class StreamNames {
    private final ObjectProvider<EmbargoBook> books;

    StreamNames(ObjectProvider<EmbargoBook> books) {
        this.books = books;
    }

    /** The stream's name, or the opaque one of an embargo that holds; empty while embargoes are not known. */
    Optional<String> shown(Plan plan) {
        var book = books.getObject();
        if (!book.isKnown()) {
            return Optional.empty();
        }
        var held = book.covering(plan.dataset()).stream()
                .filter(embargo -> !embargo.isLiftedFor(plan.dataset()))
                .map(Embargo::opaque)
                .findFirst();
        return held.or(() -> Optional.of(plan.stream()));
    }
}
