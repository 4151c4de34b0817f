package org.strainlake.latency.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
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
import org.strainlake.latency.statistics.Fate;
import org.strainlake.latency.statistics.Verdict;
import org.strainlake.latency.store.ChunkLine;

/** The lines of a book, as a stream: memory does not grow with their number. */
@RestController
@Tag(name = "books")
class LinesApi {
    private static final MediaType NDJSON = MediaType.parseMediaType(LineWriter.Ndjson.MEDIA_TYPE);
    private static final MediaType CSV = MediaType.parseMediaType(LineWriter.Csv.MEDIA_TYPE);

    private final BookAccess access;
    private final LineStream lines;

    LinesApi(BookAccess access, LineStream lines) {
        this.access = access;
        this.lines = lines;
    }

    @GetMapping(
            path = "/v1/books/{run}/lines",
            produces = {LineWriter.Ndjson.MEDIA_TYPE, LineWriter.Csv.MEDIA_TYPE})
    @Operation(
            summary = "A follower's seconds one by one, in the order of GPS time, as JSON lines or CSV",
            description = "Those of the classes asked for; all of them, unless classes are named.")
    @ApiResponse(
            responseCode = "200",
            content = {
                @Content(mediaType = LineWriter.Ndjson.MEDIA_TYPE, schema = @Schema(implementation = LineView.class)),
                @Content(mediaType = LineWriter.Csv.MEDIA_TYPE, schema = @Schema(type = "string"))
            })
    void lines(
            @PathVariable String run,
            @RequestParam String follower,
            @RequestParam(name = "gps-start", defaultValue = "0") long gpsStart,
            @RequestParam(name = "gps-end", defaultValue = "" + Long.MAX_VALUE) long gpsEnd,
            @RequestParam(name = "class", required = false) @Nullable Set<Fate> classes,
            @RequestParam(defaultValue = "false") boolean clocks,
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept,
            @Nullable Authentication caller,
            HttpServletResponse response)
            throws IOException {
        var plan = access.linesOf(run, caller);
        var wanted = classes == null ? EnumSet.allOf(Fate.class) : classes;
        boolean csv = Accepted.of(accept, NDJSON, CSV).equals(CSV);
        lines.write(
                new LineStream.Part(plan, follower, gpsStart, gpsEnd),
                csv ? CSV + ";charset=UTF-8;header=present" : NDJSON.toString(),
                response,
                out -> new Written(csv ? new LineWriter.Csv(out, clocks) : new LineWriter.Ndjson(out), clocks, wanted));
    }

    private record Written(LineWriter writer, boolean clocks, Set<Fate> classes) implements LineStream.Form {
        @Override
        public void begin() throws IOException {
            writer.begin();
        }

        @Override
        public void take(ChunkLine line, Verdict verdict) throws IOException {
            if (classes.contains(verdict.fate())) {
                writer.write(LineView.of(line, verdict, clocks));
            }
        }
    }
}
