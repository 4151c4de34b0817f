package org.strainlake.notification.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.strainlake.notification.log.FeedTopic;
import org.strainlake.notification.outbound.CursorGone;
import org.strainlake.notification.outbound.Feed;

/** Cursors and places in Kafka, so that a reader of one can go on with the other. */
@RestController
class CursorsEndpoint {
    private static final Set<String> PARAMETERS = Set.of("topic", "offset");

    private final Feed feed;

    CursorsEndpoint(Feed feed) {
        this.feed = feed;
    }

    /**
     * A cursor.
     *
     * @param cursor as in the feed
     */
    record Cursor(String cursor) {}

    /**
     * Where a cursor points to.
     *
     * @param places one in each log
     */
    record Places(List<Place> places) {
        /**
         * A place in Kafka.
         *
         * @param topic the log's topic
         * @param partition its only partition
         * @param offset of the record that follows
         */
        record Place(String topic, int partition, long offset) {}
    }

    @GetMapping("/v1/cursors")
    @Operation(
            summary = "The cursor of a reader of Kafka",
            description = "Give the topic and the offset of the last record that was read; of a reader of several"
                    + " topics each topic with its offset, in the same order.")
    @ApiResponse(responseCode = "400", description = "A parameter is unknown or malformed")
    @ApiResponse(responseCode = "403", description = "The token does not open the log")
    Cursor cursor(
            @RequestParam(required = false)
                    @Parameter(description = "Topics", example = "strainlake.events.virgo.public")
                    @Nullable
                    List<String> topic,
            @RequestParam(required = false) @Parameter(description = "Offsets") @Nullable List<String> offset,
            @Parameter(hidden = true) @Nullable Authentication caller,
            @Parameter(hidden = true) HttpServletRequest request)
            throws InterruptedException {
        FeedParameters.allKnown(request, PARAMETERS);
        if (topic == null || topic.isEmpty()) {
            throw new InvalidParameter("topic", "it is missing");
        }
        if (offset == null || offset.size() != topic.size()) {
            throw new InvalidParameter("offset", "each topic needs one");
        }
        Map<FeedTopic, Long> read = new HashMap<>();
        for (int i = 0; i < topic.size(); i++) {
            read.put(log(topic.get(i)), FeedParameters.offset("offset", offset.get(i)));
        }
        return new Cursor(feed.cursorAfter(caller, read).toString());
    }

    @GetMapping("/v1/cursors/{cursor}")
    @Operation(summary = "Where a reader of Kafka goes on who has read as far as a cursor")
    @ApiResponse(responseCode = "400", description = "It is no cursor")
    @ApiResponse(responseCode = "403", description = "The token does not open one of its logs")
    @ApiResponse(responseCode = "410", description = "The cursor has aged out or is one of another log")
    Places places(
            @PathVariable String cursor,
            @Parameter(hidden = true) @Nullable Authentication caller,
            @Parameter(hidden = true) HttpServletRequest request)
            throws CursorGone, InterruptedException {
        FeedParameters.allKnown(request, Set.of());
        var checked = feed.checked(caller, FeedParameters.cursor("cursor", cursor));
        return new Places(checked.places().entrySet().stream()
                .map(each -> new Places.Place(
                        each.getKey().kafkaName(), 0, each.getValue().next()))
                .toList());
    }

    private static FeedTopic log(String kafkaName) {
        try {
            return FeedTopic.ofKafka(kafkaName);
        } catch (IllegalArgumentException e) {
            throw new InvalidParameter("topic", "not a topic of the feed: " + kafkaName);
        }
    }
}
