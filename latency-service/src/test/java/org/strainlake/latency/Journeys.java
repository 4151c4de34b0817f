package org.strainlake.latency;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.strainlake.journey.JourneyRecord;
import org.strainlake.journey.JourneyRecord.ChunkFailed;
import org.strainlake.journey.JourneyRecord.CopyArrived;
import org.strainlake.journey.JourneyRecord.Failure;
import org.strainlake.journey.JourneyRecord.FollowDeclared;
import org.strainlake.journey.JourneyRecord.RunPlanned;
import org.strainlake.journey.JourneyRecord.StagesReached;
import org.strainlake.journey.Stage;
import org.strainlake.lake.DataIdentifier;

/**
 * Journey records of one run as the services write them. Chunk n is created n seconds after the run began and
 * passes one stage each millisecond.
 *
 * @param run name of the run
 * @param tag what makes its names unique
 * @param begin when it was planned
 */
public record Journeys(String run, String tag, Instant begin) {
    /** GPS second of the first chunk. */
    public static final long FIRST_GPS = 1_167_559_920L;

    /** A run of this tag. */
    public static Journeys of(String tag, Instant begin) {
        return new Journeys("V1-hoft." + tag, tag, begin);
    }

    /** Its dataset. */
    public DataIdentifier dataset() {
        return new DataIdentifier("virgo", "V-V1_HOFT_REPLAY_" + tag + "-1167559200-3600");
    }

    /** The plan of so many chunks. */
    public RunPlanned planned(@Nullable Long chunks, boolean booked, @Nullable Duration budget) {
        return new RunPlanned(run, "V1-hoft", "virgo", true, FIRST_GPS, 1, chunks, booked, budget, dataset(), begin);
    }

    /** A follow of all its datasets. */
    public FollowDeclared followed(String follower) {
        return new FollowDeclared(follower, "virgo", "virgo:V-V1_HOFT_REPLAY_" + tag + "*", begin);
    }

    /** The uploader has chunk n, and stored it. */
    public JourneyRecord stored(long n) {
        return reached(n, null, Map.of(Stage.CREATED, at(n, 0), Stage.STORED, at(n, 1)), "ego");
    }

    /** The uploader attached chunk n. */
    public JourneyRecord attached(long n) {
        return reached(n, null, Map.of(Stage.ATTACHED, at(n, 5)), "ego");
    }

    /** The event of chunk n is in the log. */
    public JourneyRecord notified(long n) {
        return reached(n, null, Map.of(Stage.NOTIFIED, at(n, 2)), "cern");
    }

    /** A follower has chunk n, {@code millis} after it was created. */
    public JourneyRecord delivered(long n, String follower, long millis) {
        var stamps = new EnumMap<Stage, Instant>(Stage.class);
        stamps.put(Stage.FETCHED, at(n, millis - 2));
        stamps.put(Stage.VERIFIED, at(n, millis - 1));
        stamps.put(Stage.DELIVERED, at(n, millis));
        return reached(n, follower, stamps, "cnaf");
    }

    /** Chunk n was given up. */
    public JourneyRecord failed(long n, @Nullable String follower, Failure failure, String reason) {
        return new ChunkFailed(run, FIRST_GPS + n, did(n), follower, failure, reason, at(n, 3));
    }

    /** Rucio copied chunk n to a storage element, {@code millis} after it was created. */
    public JourneyRecord copied(long n, String rse, long millis) {
        return new CopyArrived(did(n), rse, at(n, millis));
    }

    /** A stamp of chunk n, {@code millis} and some nanoseconds after it was created. */
    public Instant at(long n, long millis) {
        return begin.plusSeconds(n).plusMillis(millis).plusNanos(789);
    }

    private JourneyRecord reached(long n, @Nullable String follower, Map<Stage, Instant> stamps, String clock) {
        return new StagesReached(run, FIRST_GPS + n, did(n), dataset(), 85_000, follower, stamps, clock);
    }

    /** The file of chunk n. */
    public DataIdentifier did(long n) {
        return new DataIdentifier("virgo", "V-V1_HOFT_REPLAY_" + tag + "-" + (FIRST_GPS + n) + "-1.h5");
    }
}
