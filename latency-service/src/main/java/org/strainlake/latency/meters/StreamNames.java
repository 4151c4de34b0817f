package org.strainlake.latency.meters;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.strainlake.embargo.Embargo;
import org.strainlake.embargo.EmbargoBook;
import org.strainlake.lake.DataIdentifier;

/** What a stream is called where no token is asked for. */
@Component
class StreamNames {
    private final ObjectProvider<EmbargoBook> books;

    StreamNames(ObjectProvider<EmbargoBook> books) {
        this.books = books;
    }

    /**
     * The stream's name, or the opaque one of an embargo that holds; empty while embargoes are not known.
     *
     * @param datasets whose strain is shown under the name
     */
    Optional<String> shown(String stream, List<DataIdentifier> datasets) {
        var book = books.getObject();
        if (!book.isKnown()) {
            return Optional.empty();
        }
        var held = datasets.stream()
                .flatMap(dataset -> book.covering(dataset).stream().filter(embargo -> !embargo.isLiftedFor(dataset)))
                .map(Embargo::opaque)
                .min(Comparator.naturalOrder());
        return held.or(() -> Optional.of(stream));
    }
}
