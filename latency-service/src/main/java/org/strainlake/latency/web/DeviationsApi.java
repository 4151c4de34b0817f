package org.strainlake.latency.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.strainlake.latency.store.Deviations;
import org.strainlake.latency.store.EpochNanos;

/** What went otherwise than it should during a run, by name. */
@RestController
@Tag(name = "books")
class DeviationsApi {
    private static final int MOST = 100_000;
    private static final MediaType JSON = MediaType.APPLICATION_JSON;
    private static final MediaType CSV = MediaType.parseMediaType(LineWriter.Csv.MEDIA_TYPE);

    private final BookAccess access;
    private final Deviations deviations;
    private final Readers readers;
    private final InstantSource clock;

    DeviationsApi(BookAccess access, Deviations deviations, Readers readers, InstantSource clock) {
        this.access = access;
        this.deviations = deviations;
        this.readers = readers;
        this.clock = clock;
    }

    @GetMapping(
            path = "/v1/books/{run}/deviations",
            produces = {MediaType.APPLICATION_JSON_VALUE, LineWriter.Csv.MEDIA_TYPE})
    @Operation(
            summary = "What went otherwise than it should during a run, each incident once, as JSON or CSV",
            description = "What happened to its chunks, and what happened to no chunk while it went on.")
    @ApiResponse(
            responseCode = "200",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                        schema = @Schema(implementation = DeviationList.class)),
                @Content(mediaType = LineWriter.Csv.MEDIA_TYPE, schema = @Schema(type = "string"))
            })
    ResponseEntity<Object> deviations(
            @PathVariable String run,
            @RequestParam(defaultValue = "10000") @Min(1) @Max(MOST) int limit,
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept,
            @Nullable Authentication caller) {
        var plan = access.numbersOf(run, caller);
        var closed = plan.closedNanos();
        long until = closed == null ? EpochNanos.of(clock.instant()) : closed;
        // What the caller may not know of must not take the place of what he may.
        var shown = readers.read(() -> deviations.of(plan, until, MOST)).stream()
                .filter(named -> access.mayKnow(named, plan, caller))
                .map(named -> DeviationList.DeviationView.of(named, access.mayName(named.did(), caller)))
                .toList();
        var list = new DeviationList(shown.stream().limit(limit).toList(), shown.size() > limit);
        return Accepted.of(accept, JSON, CSV).equals(CSV)
                ? ResponseEntity.ok()
                        .contentType(MediaType.parseMediaType(CSV + ";charset=UTF-8;header=present"))
                        .body(list.csv())
                : ResponseEntity.ok().contentType(JSON).body(list);
    }
}
