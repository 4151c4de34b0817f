package org.strainlake.latency.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.strainlake.embargo.Embargo;
import org.strainlake.embargo.EmbargoBook;
import org.strainlake.latency.store.Plan;
import org.strainlake.token.DataAccess;
import org.strainlake.token.DataAccess.Role;

/** Whether a run is under an embargo, as far as the caller may know it. */
@RestController
@Tag(name = "books")
class EmbargoApi {
    private final BookAccess runs;
    private final DataAccess access;
    private final EmbargoBook embargoes;

    EmbargoApi(BookAccess runs, DataAccess access, ObjectProvider<EmbargoBook> embargoes) {
        this.runs = runs;
        this.access = access;
        this.embargoes = embargoes.getIfAvailable(EmbargoBook::withoutEmbargoes);
    }

    @GetMapping(path = "/v1/books/{run}/embargo", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Whether the run is public, and when it is to be, for whoever may see its book")
    EmbargoView embargo(@PathVariable String run, @Nullable Authentication caller) {
        var plan = runs.numbersOf(run, caller);
        if (!embargoes.isKnown()) {
            return EmbargoView.of("unknown");
        }
        if (access.isPublic(plan.dataset())) {
            return EmbargoView.of("public");
        }
        var over = embargoes.covering(plan.experiment(), plan.dataset()).stream()
                .filter(embargo -> !embargo.isReleased())
                .toList();
        if (over.isEmpty()) {
            return EmbargoView.of("members");
        }
        return over.stream().allMatch(embargo -> mayKnow(plan, embargo, caller))
                ? detailed(over)
                : EmbargoView.of("closed");
    }

    /** As the uploader answers of embargoes: to those who set them, to operators and to those whom they name. */
    private boolean mayKnow(Plan plan, Embargo embargo, @Nullable Authentication caller) {
        return access.isReader(caller, embargo)
                || access.hasRole(caller, plan.experiment(), Role.OPERATOR)
                || access.hasRole(caller, plan.experiment(), Role.DATA_ACCESS);
    }

    /** The run opens with the last of them; one without a date comes after all that have one. */
    private static EmbargoView detailed(List<Embargo> over) {
        var last = over.stream()
                .map(Embargo::release)
                .max(Comparator.nullsLast(Comparator.naturalOrder()))
                .orElse(null);
        return new EmbargoView("embargo", last, over.stream().anyMatch(Embargo::held));
    }
}
