package org.strainlake.downloader.fetch;

import java.util.function.Predicate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.strainlake.downloader.ledger.Wanted;
import org.strainlake.embargo.EmbargoBook;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.token.DataAccess;

/** Whether chunks were under embargoes that are all released, so that their dataset's key is everybody's or about to be. */
@Component
class Released implements Predicate<Wanted> {
    private final ObjectProvider<EmbargoBook> books;
    private final DataAccess access;

    Released(ObjectProvider<EmbargoBook> books, DataAccess access) {
        this.books = books;
        this.access = access;
    }

    @Override
    public boolean test(Wanted wanted) {
        var book = books.getIfAvailable();
        return book != null
                && book.isKnown()
                && isReleased(book, wanted.dataset(), true)
                && isReleased(book, wanted.key().did(), false);
    }

    private boolean isReleased(EmbargoBook book, DataIdentifier did, boolean mustBeCovered) {
        var experiment = access.experimentOf(did.scope());
        if (experiment == null) {
            return false;
        }
        var over = book.covering(experiment, did);
        return !(mustBeCovered && over.isEmpty()) && over.stream().allMatch(embargo -> embargo.isReleased());
    }
}
