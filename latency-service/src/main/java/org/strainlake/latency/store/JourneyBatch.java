package org.strainlake.latency.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.strainlake.checksum.Sha256Checksum;
import org.strainlake.journey.JourneyRecord;
import org.strainlake.journey.JourneyRecord.ChunkFailed;
import org.strainlake.journey.JourneyRecord.CopyArrived;
import org.strainlake.journey.JourneyRecord.DeviationSeen;
import org.strainlake.journey.JourneyRecord.FollowDeclared;
import org.strainlake.journey.JourneyRecord.RunPlanned;
import org.strainlake.journey.JourneyRecord.StagesReached;
import org.strainlake.journey.Stage;

/**
 * Journey records that are booked together, those of one chunk merged to one row. Rows are in the order of
 * their keys, so that two writers lock them in the same order. Not thread-safe.
 */
public final class JourneyBatch {
    private static final int LONGEST_NAME = 300;
    private static final int LONGEST_REASON = 1000;
    /** In the year 2075; bounds how many days there can be. */
    private static final long LAST_GPS = 3_000_000_000L;

    private static final long LONGEST_RUN_SECONDS = 1_000_000_000L;
    private static final int LONGEST_CHUNK_SECONDS = 86_400;

    private final Map<ChunkKey, ChunkFacts> chunks =
            new TreeMap<>(Comparator.comparing(ChunkKey::run).thenComparingLong(ChunkKey::gpsStart));
    private final Map<DeliveryKey, DeliveryFacts> deliveries = new TreeMap<>(Comparator.comparing(DeliveryKey::run)
            .thenComparing(DeliveryKey::follower)
            .thenComparingLong(DeliveryKey::gpsStart));
    private final Map<CopyKey, Long> copies =
            new TreeMap<>(Comparator.comparing(CopyKey::did).thenComparing(CopyKey::rse));
    private final Map<String, DeviationSeen> deviations = new TreeMap<>();
    private final List<RunPlanned> plans = new ArrayList<>();
    private final List<FollowDeclared> follows = new ArrayList<>();
    private final List<PutAside> putAside = new ArrayList<>();

    /**
     * Takes a record.
     *
     * @param told the record; null, which JSON can say, is none
     * @throws IllegalArgumentException if it lacks what its kind must have, or says what cannot be; then
     *     nothing of it is taken
     */
    public void add(@Nullable JourneyRecord told) {
        switch (told) {
            case null -> throw new IllegalArgumentException("not a journey record: null");
            case RunPlanned plan -> {
                checkPlan(plan);
                plans.add(plan);
            }
            case FollowDeclared follow -> {
                checkName("follower", follow.follower());
                checkName("experiment", follow.experiment());
                checkName("datasetPattern", follow.datasetPattern());
                checkInstant("at", follow.at());
                follows.add(follow);
            }
            case StagesReached reached -> {
                checkReached(reached);
                add(reached);
            }
            case ChunkFailed failed -> {
                checkFailed(failed);
                add(failed);
            }
            case CopyArrived copy -> {
                checkPresent("did", copy.did());
                checkName("rse", copy.rse());
                checkInstant("at", copy.at());
                copies.merge(new CopyKey(copy.did().toString(), copy.rse()), EpochNanos.of(copy.at()), Math::min);
            }
            case DeviationSeen deviation -> {
                checkDeviation(deviation);
                deviations.merge(deviation.id(), deviation, JourneyBatch::further);
            }
        }
    }

    /**
     * Keeps a message that is no journey record.
     *
     * @param topic where it was read
     * @param partition partition of the topic
     * @param offset place in the partition
     * @param reason what is wrong with it
     * @param value the message itself
     */
    public void putAside(String topic, int partition, long offset, String reason, byte[] value) {
        putAside.add(new PutAside(topic, partition, offset, clean(reason), value));
    }

    private void add(StagesReached reached) {
        var chunk = chunk(reached.run(), reached.gpsStart(), reached.did().toString());
        var dataset = reached.dataset().toString();
        chunk.dataset = chunk.dataset == null || dataset.compareTo(chunk.dataset) < 0 ? dataset : chunk.dataset;
        chunk.bytes = chunk.bytes == null ? reached.bytes() : Math.max(chunk.bytes, reached.bytes());
        chunk.sha256 = lesser(chunk.sha256, reached.sha256());
        chunk.plainSha256 = lesser(chunk.plainSha256, reached.plainSha256());
        var follower = reached.follower();
        var delivery = follower == null ? null : delivery(reached.run(), follower, reached.gpsStart());
        reached.stamps().forEach((stage, at) -> {
            if (!stage.isFollowers()) {
                chunk.stamps.take(stage, EpochNanos.of(at), reached.clock());
                chunk.told = true;
            } else if (delivery != null) {
                delivery.stamps.take(stage, EpochNanos.of(at), reached.clock());
            }
        });
    }

    /** One file has one sum; should two be told, the order in which they came must not decide. */
    private static @Nullable Sha256Checksum lesser(@Nullable Sha256Checksum known, @Nullable Sha256Checksum told) {
        if (known == null || told == null) {
            return known == null ? told : known;
        }
        return told.hex().compareTo(known.hex()) < 0 ? told : known;
    }

    private void add(ChunkFailed failed) {
        var chunk = chunk(failed.run(), failed.gpsStart(), failed.did().toString());
        var ending = new Ending(failed.failure(), clean(failed.reason()), EpochNanos.of(failed.at()));
        var follower = failed.follower();
        if (follower == null) {
            chunk.ending = Ending.later(chunk.ending, ending);
            chunk.told = true;
        } else {
            var delivery = delivery(failed.run(), follower, failed.gpsStart());
            delivery.ending = Ending.later(delivery.ending, ending);
        }
    }

    private ChunkFacts chunk(String run, long gpsStart, String did) {
        var chunk = chunks.computeIfAbsent(new ChunkKey(run, gpsStart), key -> new ChunkFacts(did));
        chunk.did = did.compareTo(chunk.did) < 0 ? did : chunk.did;
        return chunk;
    }

    private DeliveryFacts delivery(String run, String follower, long gpsStart) {
        return deliveries.computeIfAbsent(new DeliveryKey(run, follower, gpsStart), key -> new DeliveryFacts());
    }

    private static void checkPlan(RunPlanned plan) {
        checkName("run", plan.run());
        checkName("stream", plan.stream());
        checkName("experiment", plan.experiment());
        checkPresent("dataset", plan.dataset());
        checkGps(plan.firstGps());
        checkInstant("at", plan.at());
        var chunks = plan.chunks();
        if (plan.chunkSeconds() < 1
                || plan.chunkSeconds() > LONGEST_CHUNK_SECONDS
                || (chunks != null && (chunks < 0 || chunks > LONGEST_RUN_SECONDS / plan.chunkSeconds()))) {
            throw new IllegalArgumentException("not a plan: " + chunks + " chunks of " + plan.chunkSeconds() + " s");
        }
        var budget = plan.budget();
        if (budget != null && (budget.isNegative() || budget.toDays() > 365)) {
            throw new IllegalArgumentException("not a budget: " + budget);
        }
    }

    private static void checkReached(StagesReached reached) {
        checkName("run", reached.run());
        checkGps(reached.gpsStart());
        checkPresent("did", reached.did());
        checkPresent("dataset", reached.dataset());
        checkName("clock", reached.clock());
        if (reached.bytes() < 0) {
            throw new IllegalArgumentException("negative bytes");
        }
        if (reached.follower() != null) {
            checkName("follower", reached.follower());
        } else if (reached.stamps().keySet().stream().anyMatch(Stage::isFollowers)) {
            throw new IllegalArgumentException("a follower's stage without a follower");
        }
        reached.stamps().forEach((stage, at) -> checkInstant(stage.name(), at));
    }

    private static void checkFailed(ChunkFailed failed) {
        checkName("run", failed.run());
        checkGps(failed.gpsStart());
        checkPresent("did", failed.did());
        checkPresent("failure", failed.failure());
        checkPresent("reason", failed.reason());
        checkInstant("at", failed.at());
        if (failed.follower() != null) {
            checkName("follower", failed.follower());
        }
    }

    private static void checkDeviation(DeviationSeen seen) {
        checkName("id", seen.id());
        checkPresent("deviation", seen.deviation());
        checkName("seenBy", seen.seenBy());
        checkName("where", seen.where());
        checkInstant("from", seen.from());
        checkInstant("until", seen.until());
        checkPresent("detail", seen.detail());
        if (seen.until().isBefore(seen.from())) {
            throw new IllegalArgumentException("until " + seen.until() + " is before from " + seen.from());
        }
    }

    /** Of two records of one incident the one that reaches further in time. */
    private static DeviationSeen further(DeviationSeen one, DeviationSeen other) {
        return one.until().isBefore(other.until()) ? other : one;
    }

    private static void checkName(String member, @Nullable String name) {
        if (name == null
                || name.isBlank()
                || name.length() > LONGEST_NAME
                || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("no usable " + member);
        }
    }

    private static void checkPresent(String member, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("no " + member);
        }
    }

    private static void checkGps(long gps) {
        if (gps < 0 || gps > LAST_GPS) {
            throw new IllegalArgumentException("not a GPS second: " + gps);
        }
    }

    private static void checkInstant(String member, @Nullable Instant at) {
        if (at == null) {
            throw new IllegalArgumentException("no " + member);
        }
        try {
            EpochNanos.of(at);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(member + " is out of range: " + at, e);
        }
    }

    /** A text as it can be kept. */
    static String clean(String reason) {
        var cleaned = reason.replace('\0', ' ');
        return cleaned.length() <= LONGEST_REASON ? cleaned : cleaned.substring(0, LONGEST_REASON);
    }

    /** The GPS days of its lines. */
    Set<Long> days() {
        var days = new TreeSet<Long>();
        chunks.keySet().forEach(key -> days.add(GpsDays.of(key.gpsStart())));
        deliveries.keySet().forEach(key -> days.add(GpsDays.of(key.gpsStart())));
        return days;
    }

    Map<ChunkKey, ChunkFacts> chunks() {
        return chunks;
    }

    Map<DeliveryKey, DeliveryFacts> deliveries() {
        return deliveries;
    }

    Map<CopyKey, Long> copies() {
        return copies;
    }

    Map<String, DeviationSeen> deviations() {
        return deviations;
    }

    List<RunPlanned> plans() {
        return plans;
    }

    List<FollowDeclared> follows() {
        return follows;
    }

    List<PutAside> putAside() {
        return putAside;
    }

    record CopyKey(String did, String rse) {}

    record ChunkKey(String run, long gpsStart) {}

    record DeliveryKey(String run, String follower, long gpsStart) {}

    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record PutAside(String topic, int partition, long offset, String reason, byte[] value) {}

    /** What a batch knows of a chunk; {@code told} if it is more than its name. */
    static final class ChunkFacts {
        String did;

        @Nullable
        String dataset;

        @Nullable
        Long bytes;

        @Nullable
        Sha256Checksum sha256;

        @Nullable
        Sha256Checksum plainSha256;

        final Stamps stamps = new Stamps();

        @Nullable
        Ending ending;

        boolean told;

        ChunkFacts(String did) {
            this.did = did;
        }
    }

    /** What a batch knows of a delivery. */
    static final class DeliveryFacts {
        final Stamps stamps = new Stamps();

        @Nullable
        Ending ending;
    }
}
