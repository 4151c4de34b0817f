package org.strainlake.latency.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.Min;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.strainlake.latency.statistics.Bookkeeper;
import org.strainlake.latency.statistics.Leg;
import org.strainlake.latency.statistics.Steps;
import org.strainlake.latency.store.GpsHours;
import org.strainlake.latency.store.Plan;

/** A book in steps of GPS time, for plots and tables. */
@RestController
@Tag(name = "books")
class SeriesApi {
    private static final long MOST_STEPS = 100_000;

    /** Steps times legs: bounds the memory of an answer. */
    private static final long MOST_CELLS = 2 * MOST_STEPS;

    /** Seconds that are read one by one where steps are shorter than the hours that the book has added up. */
    private static final long MOST_SECONDS = 1_000_000;

    private static final MediaType JSON = MediaType.APPLICATION_JSON;
    private static final MediaType CSV = MediaType.parseMediaType(LineWriter.Csv.MEDIA_TYPE);
    private static final int BUFFER = 32 * 1024;

    private final BookAccess access;
    private final Bookkeeper bookkeeper;
    private final Readers readers;

    SeriesApi(BookAccess access, Bookkeeper bookkeeper, Readers readers) {
        this.access = access;
        this.bookkeeper = bookkeeper;
        this.readers = readers;
    }

    @GetMapping(
            path = "/v1/books/{run}/series",
            produces = {MediaType.APPLICATION_JSON_VALUE, LineWriter.Csv.MEDIA_TYPE})
    @Operation(
            summary = "A follower's seconds summed up in steps of GPS time: classes, and quantiles of each leg",
            description = "Columns as JSON, or rows as CSV. The interval is the run's unless it is named; "
                    + "a step in which nothing is expected has no row.")
    @ApiResponse(
            responseCode = "200",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema(type = "object")),
                @Content(mediaType = LineWriter.Csv.MEDIA_TYPE, schema = @Schema(type = "string"))
            })
    void series(
            @PathVariable String run,
            @RequestParam String follower,
            @RequestParam(name = "gps-start", required = false) @Nullable Long gpsStart,
            @RequestParam(name = "gps-end", required = false) @Nullable Long gpsEnd,
            @RequestParam(defaultValue = "60") @Min(1) long step,
            @RequestParam(name = "leg", required = false) @Nullable Set<Leg> legs,
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept,
            @Nullable Authentication caller,
            HttpServletResponse response)
            throws IOException {
        var plan = access.numbersOf(run, caller);
        if (!bookkeeper.hasPage(plan, follower)) {
            throw new UnknownFollowerException(run, follower);
        }
        var wanted = EnumSet.copyOf(legs == null || legs.isEmpty() ? Leg.of(plan) : legs);
        var steps = steps(plan, gpsStart, gpsEnd, step, wanted.size());
        var form = Accepted.of(accept, JSON, CSV);
        readers.read(() -> {
            var series = bookkeeper.series(plan, follower, steps, wanted);
            response.setContentType(form.equals(CSV) ? CSV + ";charset=UTF-8;header=present" : JSON.toString());
            try (var out = new BufferedOutputStream(response.getOutputStream(), BUFFER)) {
                if (form.equals(CSV)) {
                    SeriesWriter.csv(series, out);
                } else {
                    SeriesWriter.json(run, follower, series, out);
                }
            }
            return response;
        });
    }

    private Steps steps(Plan plan, @Nullable Long gpsStart, @Nullable Long gpsEnd, long seconds, int legs) {
        var extent = bookkeeper.extent(plan);
        long from = gpsStart == null ? extent.start().seconds() : gpsStart;
        long to = gpsEnd == null ? extent.end().seconds() : gpsEnd;
        if (to <= from || from < 0) {
            throw new EmptyIntervalException(from, to);
        }
        var steps = new Steps(from, to, seconds);
        long most = Math.min(MOST_STEPS, MOST_CELLS / legs);
        if (seconds % GpsHours.SECONDS != 0) {
            most = Math.min(most, Math.max(1, MOST_SECONDS / seconds));
        }
        if (steps.count() > most) {
            throw new TooManyStepsException(steps.count(), legs, most);
        }
        return steps;
    }
}
