package org.strainlake.latency.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
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
import org.strainlake.latency.statistics.Fate;

/** What a follower has of a run, or what it lacks, as segments of GPS time. */
@RestController
@Tag(name = "books")
class SegmentsApi {
    private static final MediaType JSON = MediaType.APPLICATION_JSON;
    private static final MediaType SEGWIZARD = MediaType.TEXT_PLAIN;

    private final BookAccess access;
    private final LineStream lines;

    SegmentsApi(BookAccess access, LineStream lines) {
        this.access = access;
        this.lines = lines;
    }

    @GetMapping(
            path = "/v1/books/{run}/segments",
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_PLAIN_VALUE})
    @Operation(
            summary =
                    "A follower's seconds as segments [start, stop) of GPS time: JSON, or text as segwizard writes it",
            description =
                    "Those of the classes asked for: what has arrived (delivered and late), unless other classes are named.")
    @ApiResponse(
            responseCode = "200",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema(type = "object")),
                @Content(mediaType = MediaType.TEXT_PLAIN_VALUE, schema = @Schema(type = "string"))
            })
    void segments(
            @PathVariable String run,
            @RequestParam String follower,
            @RequestParam(name = "class", defaultValue = "delivered,late") Set<Fate> classes,
            @RequestParam(name = "gps-start", defaultValue = "0") long gpsStart,
            @RequestParam(name = "gps-end", defaultValue = "" + Long.MAX_VALUE) long gpsEnd,
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept,
            @Nullable Authentication caller,
            HttpServletResponse response)
            throws IOException {
        var plan = access.linesOf(run, caller);
        boolean text = Accepted.of(accept, JSON, SEGWIZARD).equals(SEGWIZARD);
        lines.write(
                new LineStream.Part(plan, follower, gpsStart, gpsEnd),
                text ? SEGWIZARD + ";charset=UTF-8" : JSON.toString(),
                response,
                out -> new Segments(
                        classes, plan.chunkSeconds(), text ? new Segments.Segwizard(out) : new Segments.Json(out)));
    }
}
