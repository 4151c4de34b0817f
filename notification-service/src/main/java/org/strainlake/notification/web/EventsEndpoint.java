package org.strainlake.notification.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.strainlake.notification.log.LogUnavailable;
import org.strainlake.notification.outbound.CursorGone;
import org.strainlake.notification.outbound.FeedCursor;
import org.strainlake.notification.outbound.FeedFilter;
import org.strainlake.notification.outbound.FeedStreams;
import org.strainlake.notification.outbound.FeedStreams.Beginning;
import org.strainlake.notification.outbound.NamePattern;
import org.strainlake.notification.outbound.TooManyStreams;

/** The feed as server-sent events. */
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
            "from");

    private final FeedStreams streams;

    EventsEndpoint(FeedStreams streams) {
        this.streams = streams;
    }

    @GetMapping(path = "/v1/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(
            summary = "The feed as server-sent events",
            description = "Each event is a CloudEvent in structured JSON; its id is a cursor. A stream without a"
                    + " cursor begins now. Filters of different names must all hold, values of one name are"
                    + " alternatives. An event named `loss` says that events were lost to this reader.")
    @ApiResponse(responseCode = "200", description = "The stream; it ends when the token expires or the service stops")
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
            @RequestParam(required = false) @Parameter(description = "`now` or `oldest`") @Nullable String from,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            @Parameter(hidden = true) @Nullable Authentication caller,
            @Parameter(hidden = true) HttpServletRequest request,
            @Parameter(hidden = true) HttpServletResponse response)
            throws CursorGone, TooManyStreams, InterruptedException {
        request.getParameterMap().keySet().stream()
                .filter(name -> !PARAMETERS.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new InvalidParameter(name, "there is no such parameter");
                });
        var filter = filter(
                orAll(experiment),
                orAll(scope),
                patterns("dataset", orAll(dataset)),
                patterns("container", orAll(container)),
                orAll(type),
                orAll(detector),
                orAll(rse),
                gps("gps-start", gpsStart),
                gps("gps-end", gpsEnd));
        try (var stream = streams.open(caller, filter, beginning(after, from, lastEventId))) {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            response.setCharacterEncoding("UTF-8");
            response.setHeader("Cache-Control", "no-cache");
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

    private static Set<String> orAll(@Nullable Set<String> values) {
        return values == null ? Set.of() : values;
    }

    private static FeedFilter filter(
            Set<String> experiments,
            Set<String> scopes,
            List<NamePattern> datasets,
            List<NamePattern> containers,
            Set<String> types,
            Set<String> detectors,
            Set<String> rses,
            @Nullable Long gpsStart,
            @Nullable Long gpsEnd) {
        try {
            return new FeedFilter(experiments, scopes, datasets, containers, types, detectors, rses, gpsStart, gpsEnd);
        } catch (IllegalArgumentException e) {
            throw new InvalidParameter("gps-end", String.valueOf(e.getMessage()));
        }
    }

    private static List<NamePattern> patterns(String parameter, Set<String> texts) {
        try {
            return texts.stream().map(NamePattern::new).toList();
        } catch (IllegalArgumentException e) {
            throw new InvalidParameter(parameter, String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable Long gps(String name, @Nullable String text) {
        try {
            return text == null ? null : Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw new InvalidParameter(name, "not a GPS second: " + text);
        }
    }

    /** What a browser sends by itself after a broken connection wins over what the address says. */
    private static Beginning beginning(@Nullable String after, @Nullable String from, @Nullable String lastEventId) {
        if (lastEventId != null && !lastEventId.isEmpty()) {
            return after("Last-Event-ID", lastEventId);
        }
        if (after != null) {
            return after("after", after);
        }
        return switch (from) {
            case null -> new Beginning.Now();
            case "now" -> new Beginning.Now();
            case "oldest" -> new Beginning.Oldest();
            default -> throw new InvalidParameter("from", "neither now nor oldest: " + from);
        };
    }

    private static Beginning after(String name, String cursor) {
        try {
            return new Beginning.After(FeedCursor.parse(cursor));
        } catch (IllegalArgumentException e) {
            throw new InvalidParameter(name, "not a cursor of this feed");
        }
    }
}
