package org.strainlake.latency.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.strainlake.latency.live.LiveBooks;
import org.strainlake.latency.statistics.Bookkeeper;

/** What is booked of a run, as it is booked. */
@RestController
@Tag(name = "books")
class ChangesApi {
    private static final Logger LOG = LoggerFactory.getLogger(ChangesApi.class);

    private final BookAccess access;
    private final Bookkeeper bookkeeper;
    private final LiveBooks books;
    private final InstantSource clock;

    ChangesApi(BookAccess access, Bookkeeper bookkeeper, LiveBooks books, InstantSource clock) {
        this.access = access;
        this.bookkeeper = bookkeeper;
        this.books = books;
        this.clock = clock;
    }

    @GetMapping(path = "/v1/books/{run}/changes", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(
            summary = "What is booked of a run, within a second, as server-sent events",
            description =
                    "`booked` names GPS time, [gpsStart, gpsEnd), of which something was booked; `book` is the sum"
                            + " for a follower, at most once a second; `missed` says that more may have been booked than was"
                            + " told. There is no history: whoever comes back reads the book again.")
    @ApiResponse(
            responseCode = "200",
            description = "The stream, which ends when the token expires, when the run is closed to the caller and when"
                    + " the service stops",
            content =
                    @Content(
                            mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
                            schema = @Schema(implementation = String.class)))
    void changes(
            @PathVariable String run,
            @RequestParam(required = false) @Nullable String follower,
            @Nullable Authentication caller,
            HttpServletResponse response)
            throws IOException, InterruptedException {
        var plan = access.numbersOf(run, caller);
        if (follower != null && !bookkeeper.hasPage(plan, follower)) {
            throw new UnknownFollowerException(run, follower);
        }
        try (var reader = books.open(plan).orElseThrow(() -> new TooManyReadersException(books.most()))) {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            response.setCharacterEncoding("UTF-8");
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            response.setHeader("X-Accel-Buffering", "no");
            new ChangesStream(reader, follower, books.heartbeat(), clock, response.getOutputStream())
                    .write(caller, current -> access.maySeeNumbers(current, caller));
        } catch (IOException e) {
            LOG.debug("a reader is gone: {}", e.getMessage());
        }
    }
}
