package org.strainlake.latency.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs, the newest first.
 *
 * @param books the runs
 * @param next what to give as {@code before} for more; absent at the end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RunList(List<RunView> books, @Nullable String next) {
    RunList {
        books = List.copyOf(books);
    }
}
