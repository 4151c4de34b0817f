package org.strainlake.latency.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.strainlake.latency.statistics.Bookkeeper;
import org.strainlake.latency.store.EpochNanos;
import org.strainlake.latency.store.Plan;
import org.strainlake.latency.store.Runs;
import org.strainlake.latency.store.Runs.Place;

/** The books of runs. */
@RestController
@RequestMapping(path = "/v1/books")
@Tag(name = "books", description = "What became of every GPS second that was expected")
class BooksApi {
    private static final int PAGE = 200;

    private final BookAccess access;
    private final Runs runs;
    private final Bookkeeper bookkeeper;
    private final InstantSource clock;
    private final Readers readers;

    BooksApi(BookAccess access, Runs runs, Bookkeeper bookkeeper, InstantSource clock, Readers readers) {
        this.access = access;
        this.runs = runs;
        this.bookkeeper = bookkeeper;
        this.clock = clock;
        this.readers = readers;
    }

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Runs that the caller may know of, the newest first; warm-ups only where asked for")
    RunList list(
            @RequestParam(name = "include-unbooked", defaultValue = "false") boolean unbooked,
            @RequestParam(defaultValue = "100") @Min(1) @Max(1000) int limit,
            @RequestParam(required = false) @Nullable String before,
            @Nullable Authentication caller) {
        var place = before == null ? Runs.NEWEST : Place.of(access.numbersOf(before, caller));
        var found = new ArrayList<Plan>();
        List<Plan> page;
        do {
            page = runs.before(place, unbooked, PAGE);
            for (var plan : page) {
                if (access.maySeeNumbers(plan, caller)) {
                    found.add(plan);
                }
                place = Place.of(plan);
            }
        } while (found.size() <= limit && page.size() == PAGE);
        var shown = found.stream().limit(limit).map(RunView::of).toList();
        return new RunList(shown, found.size() > limit ? shown.getLast().run() : null);
    }

    @GetMapping(path = "/{run}", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "A run's book: for each follower the sum over all seconds, and how long each leg took")
    RunView book(@PathVariable String run, @Nullable Authentication caller) {
        return view(access.numbersOf(run, caller));
    }

    @PostMapping(path = "/{run}/closure", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Closes a run's book: the loss deadline is now, what is pending becomes lost")
    RunView close(@PathVariable String run, @Nullable Authentication caller) {
        var name = access.closable(run, caller).run();
        return view(runs.close(name, EpochNanos.of(clock.instant())).orElseThrow());
    }

    private RunView view(Plan plan) {
        return readers.read(() -> RunView.of(plan, bookkeeper.copies(plan), bookkeeper.book(plan)));
    }
}
