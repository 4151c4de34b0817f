package org.strainlake.notification.reconcile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.springframework.transaction.support.TransactionTemplate;

/** A list of the catalogue's on its way to the database, page by page, so that no more than one page is in memory. */
final class Listing<T> implements Consumer<T> {
    private final int pageSize;
    private final Consumer<List<T>> sink;
    private final List<T> page = new ArrayList<>();

    Listing(int pageSize, Consumer<List<T>> sink) {
        this.pageSize = pageSize;
        this.sink = sink;
    }

    @Override
    public void accept(T entry) {
        page.add(entry);
        if (page.size() == pageSize) {
            end();
        }
    }

    /** Hands on what is left. */
    void end() {
        if (!page.isEmpty()) {
            sink.accept(page);
            page.clear();
        }
    }

    /** Work with the catalogue in one transaction, of which nothing stays if the catalogue fails. */
    static <R> R within(TransactionTemplate transaction, Work<R> work) throws IOException {
        try {
            return Objects.requireNonNull(transaction.execute(status -> {
                try {
                    return work.run();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** What is done in the transaction. */
    interface Work<R> {
        R run() throws IOException;
    }
}
