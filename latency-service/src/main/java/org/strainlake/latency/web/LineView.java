package org.strainlake.latency.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.strainlake.journey.Stage;
import org.strainlake.latency.statistics.Verdict;
import org.strainlake.latency.store.ChunkLine;
import org.strainlake.latency.store.Copy;
import org.strainlake.latency.store.EpochNanos;

/**
 * One second of the book, as it is told.
 *
 * @param gpsStart GPS second at which the chunk starts
 * @param did its name; absent if no record of it came
 * @param fate its class in the book
 * @param created when the uploader had it
 * @param stored when the storage held it
 * @param attached when the catalogue had it
 * @param notified when its event was in the log
 * @param fetched when the follower had its bytes
 * @param verified when the follower had checked them
 * @param delivered when it lay in the follower's sinks
 * @param reason why it is not delivered, or late
 * @param copies further copies that Rucio made; absent if there are none
 * @param clocks whose clock took each stamp; only where asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({
    "gpsStart",
    "did",
    "class",
    "created",
    "stored",
    "attached",
    "notified",
    "fetched",
    "verified",
    "delivered",
    "reason",
    "copies",
    "clocks"
})
record LineView(
        long gpsStart,
        @Nullable String did,
        @JsonProperty("class") String fate,
        @Nullable Instant created,
        @Nullable Instant stored,
        @Nullable Instant attached,
        @Nullable Instant notified,
        @Nullable Instant fetched,
        @Nullable Instant verified,
        @Nullable Instant delivered,
        @Nullable String reason,
        @Nullable List<CopyView> copies,
        @Nullable Map<Stage, String> clocks) {

    static LineView of(ChunkLine line, Verdict verdict, boolean withClocks) {
        return new LineView(
                line.gpsStart(),
                line.did(),
                verdict.fate().word(),
                at(line, Stage.CREATED),
                at(line, Stage.STORED),
                at(line, Stage.ATTACHED),
                at(line, Stage.NOTIFIED),
                at(line, Stage.FETCHED),
                at(line, Stage.VERIFIED),
                at(line, Stage.DELIVERED),
                verdict.reason(),
                line.copies().isEmpty()
                        ? null
                        : line.copies().stream().map(CopyView::of).toList(),
                withClocks ? clocks(line) : null);
    }

    /**
     * A copy that Rucio made.
     *
     * @param rse storage element that has it
     * @param arrivedAt when it was there
     */
    record CopyView(String rse, Instant arrivedAt) {
        static CopyView of(Copy copy) {
            return new CopyView(copy.rse(), EpochNanos.toInstant(copy.arrivedNanos()));
        }
    }

    private static @Nullable Instant at(ChunkLine line, Stage stage) {
        return line.stamps().has(stage) ? EpochNanos.toInstant(line.stamps().nanos(stage)) : null;
    }

    private static Map<Stage, String> clocks(ChunkLine line) {
        var clocks = new EnumMap<Stage, String>(Stage.class);
        for (var stage : Stage.values()) {
            var clock = line.stamps().clock(stage);
            if (clock != null) {
                clocks.put(stage, clock);
            }
        }
        return clocks;
    }
}
