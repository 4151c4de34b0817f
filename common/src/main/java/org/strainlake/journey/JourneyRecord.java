package org.strainlake.journey;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.strainlake.checksum.Sha256Checksum;
import org.strainlake.lake.DataIdentifier;

/**
 * One record of the topic {@code strainlake.journey}, JSON with a {@code kind}. Records may come twice and
 * in any order; booking them again changes nothing.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = JourneyRecord.RunPlanned.class, name = "run-planned"),
    @JsonSubTypes.Type(value = JourneyRecord.FollowDeclared.class, name = "follow-declared"),
    @JsonSubTypes.Type(value = JourneyRecord.StagesReached.class, name = "stages-reached"),
    @JsonSubTypes.Type(value = JourneyRecord.ChunkFailed.class, name = "chunk-failed"),
    @JsonSubTypes.Type(value = JourneyRecord.CopyArrived.class, name = "copy-arrived"),
    @JsonSubTypes.Type(value = JourneyRecord.DeviationSeen.class, name = "deviation-seen")
})
public sealed interface JourneyRecord {
    /** The Kafka key: records of one key keep their order. */
    String key();

    /**
     * A run of a stream begins; the book expects its chunks.
     *
     * @param run name of the run, unique for ever: {@code stream.tag}
     * @param stream stream it belongs to
     * @param experiment whose strain it is
     * @param proprietary whether only members may know of it
     * @param firstGps GPS second of the first chunk
     * @param chunkSeconds length of a chunk
     * @param chunks how many there will be; null for a live stream, which has no end
     * @param booked false for a warm-up that the book leaves out
     * @param budget longest time from created to delivered; null if none is promised
     * @param dataset dataset of the first chunk
     * @param at when it was planned
     */
    record RunPlanned(
            String run,
            String stream,
            String experiment,
            boolean proprietary,
            long firstGps,
            int chunkSeconds,
            @Nullable Long chunks,
            boolean booked,
            @Nullable Duration budget,
            DataIdentifier dataset,
            Instant at)
            implements JourneyRecord {
        @Override
        public String key() {
            return run;
        }
    }

    /**
     * A follower is there and wants every chunk of the streams that match.
     *
     * @param follower name of the follow, unique
     * @param experiment whose strain it follows
     * @param datasetPattern datasets it follows, {@code *} for any run of characters, matched against {@code scope:name}
     * @param at when it was declared
     */
    record FollowDeclared(String follower, String experiment, String datasetPattern, Instant at)
            implements JourneyRecord {
        @Override
        public String key() {
            return follower;
        }
    }

    /**
     * A chunk passed stages.
     *
     * @param run run the chunk belongs to
     * @param gpsStart GPS second at which the chunk starts
     * @param did the chunk
     * @param dataset dataset it is attached to
     * @param bytes size of the file
     * @param follower who reached them; null for the stages before fetching
     * @param stamps when each was reached, to the nanosecond, by the clock named
     * @param clock host whose clock took the stamps
     * @param sha256 sum of the file as the lake has it; null from whoever did not sum it
     * @param plainSha256 sum of what is sealed in it; null if it is not sealed, or nobody summed it
     */
    record StagesReached(
            String run,
            long gpsStart,
            DataIdentifier did,
            DataIdentifier dataset,
            long bytes,
            @Nullable String follower,
            Map<Stage, Instant> stamps,
            String clock,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Sha256Checksum sha256,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Sha256Checksum plainSha256)
            implements JourneyRecord {
        public StagesReached {
            stamps = Map.copyOf(new EnumMap<>(stamps));
        }

        /** As told by who did not sum the file. */
        public StagesReached(
                String run,
                long gpsStart,
                DataIdentifier did,
                DataIdentifier dataset,
                long bytes,
                @Nullable String follower,
                Map<Stage, Instant> stamps,
                String clock) {
            this(run, gpsStart, did, dataset, bytes, follower, stamps, clock, null, null);
        }

        @Override
        public String key() {
            return did.toString();
        }
    }

    /**
     * A chunk got no further, and no attempt is left.
     *
     * @param run run the chunk belongs to
     * @param gpsStart GPS second at which the chunk starts
     * @param did the chunk
     * @param follower who gave up; null for the uploader
     * @param failure what kind of end it is
     * @param reason for the operator
     * @param at when it was given up
     */
    record ChunkFailed(
            String run,
            long gpsStart,
            DataIdentifier did,
            @Nullable String follower,
            Failure failure,
            String reason,
            Instant at)
            implements JourneyRecord {
        @Override
        public String key() {
            return did.toString();
        }
    }

    /**
     * A further copy of a file is there: Rucio replicated it. Says nothing of a run; the book finds the chunk by its name.
     *
     * @param did the file
     * @param rse storage element that has it now
     * @param at when Rucio knew of it, by Rucio's clock
     */
    record CopyArrived(DataIdentifier did, String rse, Instant at) implements JourneyRecord {
        @Override
        public String key() {
            return did.toString();
        }
    }

    /**
     * Something went otherwise than it should: told once for each incident, not for each attempt. Names no run; the book
     * finds it by the file, or by the time.
     *
     * @param id unique for ever; a record that comes again with the same one may reach further in time
     * @param deviation what it is
     * @param seenBy service that saw it
     * @param where the other side, such as {@code rucio}, {@code storage}, {@code issuer}, {@code kafka}; for a service
     *     that ended, its own name
     * @param did file or dataset it happened to; null if it happened to none
     * @param from when it began, by the clock of the service that saw it
     * @param until when it was over, not before {@code from}
     * @param detail for the operator; holds no token, key or query string
     */
    record DeviationSeen(
            String id,
            Deviation deviation,
            String seenBy,
            String where,
            @Nullable DataIdentifier did,
            Instant from,
            Instant until,
            String detail)
            implements JourneyRecord {
        @Override
        public String key() {
            return id;
        }
    }

    /** How a chunk's journey can end before it is delivered. */
    enum Failure {
        /** It never came to be, or nobody has it any more. */
        LOST,
        /** No good copy could be had. */
        CORRUPTED,
        /** This follower may not read it. */
        WITHHELD
    }
}
