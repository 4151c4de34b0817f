package org.strainlake.notification.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.strainlake.audit.AuditEntry;
import org.strainlake.audit.Auditor;
import org.strainlake.notification.log.LogUnavailable;
import org.strainlake.notification.outbound.CursorGone;
import org.strainlake.notification.outbound.Feed;
import org.strainlake.notification.outbound.Feed.Beginning;
import org.strainlake.notification.outbound.FeedFilter;
import org.strainlake.notification.outbound.TooManyStreams;

/** The feed: as server-sent events to who asks for those, else a page for each long poll. */
@RestController
class EventsEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(EventsEndpoint.class);
    private static final Set<String> PARAMETERS = Set.of(
            "experiment",
            "scope",
            "dataset",
            "container",
            "type",
            "detector",
            "rse",
            "gps-start",
            "gps-end",
            "after",
            "from",
            "wait",
            "limit");
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final int USUAL_LIMIT = 500;
    private static final int HIGHEST_LIMIT = 1000;

    private final Feed feed;
    private final Auditor auditor;

    EventsEndpoint(Feed feed, Auditor auditor) {
        this.feed = feed;
        this.auditor = auditor;
    }

    @GetMapping(
            path = "/v1/events",
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_EVENT_STREAM_VALUE})
    @Operation(
            summary = "The feed, by long poll or as server-sent events",
            description = "Each event is a CloudEvent in structured JSON and comes with a cursor: the `id` of a"
                    + " server-sent event. A reader without a cursor begins now. Filters of different names must all"
                    + " hold, values of one name are alternatives. `loss`, in a page or as the name of a server-sent"
                    + " event, says that events were lost to this reader. Whoever wants server-sent events asks for"
                    + " `text/event-stream`.")
    @ApiResponse(
            responseCode = "200",
            description = "A page of events with the cursor to go on from; or the stream, which ends when the token"
                    + " expires or the service stops",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema(implementation = Page.class)),
                @Content(mediaType = MediaType.TEXT_EVENT_STREAM_VALUE, schema = @Schema(type = "string"))
            })
    @ApiResponse(responseCode = "400", description = "A parameter is unknown or malformed")
    @ApiResponse(responseCode = "401", description = "What is asked for is not public, and there is no token")
    @ApiResponse(responseCode = "403", description = "The token opens nothing of what is asked for")
    @ApiResponse(responseCode = "410", description = "The cursor has aged out or is one of another log")
    @ApiResponse(responseCode = "503", description = "Too many streams are open, or Kafka is away")
    void events(
            @RequestParam(required = false) @Parameter(description = "Experiments") @Nullable Set<String> experiment,
            @RequestParam(required = false) @Parameter(description = "Scopes") @Nullable Set<String> scope,
            @RequestParam(required = false)
                    @Parameter(description = "Datasets, `*` for any run of characters", example = "virgo:V-V1_HOFT*")
                    @Nullable
                    Set<String> dataset,
            @RequestParam(required = false)
                    @Parameter(description = "Containers, `*` for any run of characters", example = "virgo:V1.HOFT")
                    @Nullable
                    Set<String> container,
            @RequestParam(required = false) @Parameter(description = "Event types") @Nullable Set<String> type,
            @RequestParam(required = false) @Parameter(description = "Detectors, such as V1") @Nullable
                    Set<String> detector,
            @RequestParam(required = false) @Parameter(description = "Storage elements") @Nullable Set<String> rse,
            @RequestParam(name = "gps-start", required = false)
                    @Parameter(description = "GPS second, included")
                    @Nullable
                    String gpsStart,
            @RequestParam(name = "gps-end", required = false)
                    @Parameter(description = "GPS second, not included")
                    @Nullable
                    String gpsEnd,
            @RequestParam(required = false) @Parameter(description = "Cursor of the last event that is known") @Nullable
                    String after,
            @RequestParam(required = false)
                    @Parameter(description = "`now`, `oldest`, or the time from which on events are wanted")
                    @Nullable
                    String from,
            @RequestParam(required = false)
                    @Parameter(
                            description = "How long a poll waits for its first event, `60s` at most",
                            example = "30s")
                    @Nullable
                    String wait,
            @RequestParam(required = false) @Parameter(description = "Most events of a page, 1 to 1000") @Nullable
                    String limit,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            @Parameter(hidden = true) @Nullable Authentication caller,
            @Parameter(hidden = true) HttpServletRequest request,
            @Parameter(hidden = true) HttpServletResponse response)
            throws CursorGone, TooManyStreams, InterruptedException, IOException {
        FeedParameters.allKnown(request, PARAMETERS);
        var filter = filter(
                new FeedFilter(
                        FeedParameters.orAll(experiment),
                        FeedParameters.orAll(scope),
                        FeedParameters.patterns("dataset", dataset),
                        FeedParameters.patterns("container", container),
                        FeedParameters.orAll(type),
                        FeedParameters.orAll(detector),
                        FeedParameters.orAll(rse),
                        null,
                        null),
                FeedParameters.gps("gps-start", gpsStart),
                FeedParameters.gps("gps-end", gpsEnd));
        var beginning = FeedParameters.beginning(after, from, lastEventId);
        var longest = FeedParameters.duration("wait", wait, LONGEST_WAIT);
        int most = FeedParameters.whole("limit", limit, USUAL_LIMIT, 1, HIGHEST_LIMIT);
        if (wantsStream(request)) {
            stream(caller, filter, beginning, request, response);
        } else {
            var page = feed.page(caller, filter, beginning, longest, most);
            begin(response, MediaType.APPLICATION_JSON_VALUE, "no-store");
            page.writeTo(response.getOutputStream());
        }
    }

    /** The form of a page, for its description. */
    record Page(String cursor, List<Item> events, @Nullable Lost loss) {
        /** An event, and the cursor of a reader who has had it. */
        record Item(String cursor, Object event) {}

        /** Cursors before and after a gap, and when the events beside it were written. */
        record Lost(
                String after,
                String oldest,
                @Nullable String from,
                @Nullable String to) {}
    }

    private void stream(
            @Nullable Authentication caller,
            FeedFilter filter,
            Beginning beginning,
            HttpServletRequest request,
            HttpServletResponse response)
            throws CursorGone, TooManyStreams, InterruptedException {
        try (var stream = feed.open(caller, filter, beginning)) {
            for (var experiment : feed.proprietaryExperiments(caller, filter)) {
                auditor.require(AuditEntry.What.STREAM_OPENED, request, caller, experiment, null, null);
            }
            begin(response, MediaType.TEXT_EVENT_STREAM_VALUE, "no-cache");
            response.setHeader("X-Accel-Buffering", "no");
            try {
                stream.writeTo(response.getOutputStream());
            } catch (IOException e) {
                LOG.debug("a reader is gone: {}", e.getMessage());
            } catch (LogUnavailable e) { // the answer has begun: its end is all that can be said
                LOG.warn("a stream ends: {}", e.getMessage());
            }
        }
    }

    private static void begin(HttpServletResponse response, String type, String caching) {
        response.setContentType(type);
        response.setCharacterEncoding("UTF-8");
        response.setHeader(HttpHeaders.CACHE_CONTROL, caching);
    }

    private static boolean wantsStream(HttpServletRequest request) {
        return MediaType.parseMediaTypes(request.getHeader(HttpHeaders.ACCEPT)).stream()
                .anyMatch(accepted -> accepted.equalsTypeAndSubtype(MediaType.TEXT_EVENT_STREAM));
    }

    private static FeedFilter filter(FeedFilter filter, @Nullable Long gpsStart, @Nullable Long gpsEnd) {
        try {
            return filter.during(gpsStart, gpsEnd);
        } catch (IllegalArgumentException e) {
            throw new InvalidParameter("gps-end", String.valueOf(e.getMessage()));
        }
    }
}
