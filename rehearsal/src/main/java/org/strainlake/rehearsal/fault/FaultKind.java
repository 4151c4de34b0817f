package org.strainlake.rehearsal.fault;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.strainlake.rehearsal.stage.Stage;
import org.strainlake.rehearsal.stage.StageOptions;

/**
 * What can be made to go wrong, and what the book must and may say of it. This is the one table of both.
 */
public enum FaultKind {
    /** The storage answers the upload of the chunk with 503. */
    PUT_503(request("storage", "PUT", status(503)), "answer-unavailable", "storage"),
    /** The storage answers the upload of the chunk with 429. */
    PUT_429(request("storage", "PUT", throttled()), "answer-throttled", "storage"),
    /** The storage takes its time for the upload of the chunk. */
    PUT_SLOW(request("storage", "PUT", delay(3_500)), "answer-slow", "storage"),
    /** The storage never answers the upload of the chunk. */
    PUT_HANGING(request("storage", "PUT", Map.of("harm", "hang")), "answer-missing", "storage"),
    /** The connection is cut in the middle of the upload of the chunk. */
    PUT_CUT(request("storage", "PUT", Map.of("harm", "cut")), "connection-cut", "storage"),
    /** The storage answers the download of the chunk with 503. */
    GET_503(request("storage", "GET", status(503)), "answer-unavailable", "storage"),
    /** The storage answers the download of the chunk with 429. */
    GET_429(request("storage", "GET", throttled()), "answer-throttled", "storage"),
    /** The storage takes its time for the download of the chunk. */
    GET_SLOW(request("storage", "GET", delay(3_500)), "answer-slow", "storage"),
    /** The storage never answers the download of the chunk. */
    GET_HANGING(request("storage", "GET", Map.of("harm", "hang")), "answer-missing", "storage"),
    /** The connection is cut in the middle of the download of the chunk. */
    GET_CUT(request("storage", "GET", Map.of("harm", "cut")), "connection-cut", "storage"),
    /** One bit of the chunk is flipped while it is downloaded. */
    GET_FLIPPED(request("storage", "GET", Map.of("harm", "flip-on-the-way")), "bytes-changed-on-the-way", "storage"),
    /** One bit of the chunk is flipped where it is stored: its only copy is spoiled. */
    STORED_FLIPPED(request("storage", "GET", Map.of("harm", "flip-in-storage")), "bytes-changed-in-storage", "storage"),
    /** The storage refuses the token of the upload of the chunk, as if it had expired. */
    PUT_401(request("storage", "PUT", status(401)), "token-refused", "storage"),
    /** The storage refuses the token of the download of the chunk, as if it had expired. */
    GET_401(request("storage", "GET", status(401)), "token-refused", "storage"),
    /** The issuer answers 503 when the uploader needs a new token for the chunk, since the storage refused its old one. */
    ISSUER_503(new Renewal(status(503)), "answer-unavailable", "issuer"),
    /** The issuer never answers when the uploader needs a new token for the chunk. */
    ISSUER_HANGING(new Renewal(Map.of("harm", "hang")), "answer-missing", "issuer"),
    /** The issuer cuts the connection when the uploader needs a new token for the chunk. */
    ISSUER_CUT(new Renewal(Map.of("harm", "cut")), "connection-cut", "issuer"),
    /** The catalogue answers an attachment with 503. */
    RUCIO_503(request("rucio", "POST", status(503)), "answer-unavailable", "rucio"),
    /** The catalogue answers an attachment with 429. */
    RUCIO_429(request("rucio", "POST", throttled()), "answer-throttled", "rucio"),
    /** The catalogue takes its time for an attachment. */
    RUCIO_SLOW(request("rucio", "POST", delay(6_000)), "answer-slow", "rucio"),
    /** The catalogue never answers an attachment. */
    RUCIO_HANGING(request("rucio", "POST", Map.of("harm", "hang")), "answer-missing", "rucio"),
    /** The connection is cut in the middle of an attachment. */
    RUCIO_CUT(request("rucio", "POST", Map.of("harm", "cut")), "connection-cut", "rucio"),
    /** Rucio's event that a copy of a chunk was made is lost. */
    EVENT_LOST(new Telling(Map.of("harm", "drop"), 12), "event-lost", "activemq"),
    /** Rucio's event that a copy of a chunk was made is sent twice. */
    EVENT_DOUBLED(new Telling(Map.of("harm", "double"), 4), "event-repeated", "activemq"),
    /** Rucio's event that a copy of a chunk was made comes after later ones. */
    EVENT_REORDERED(new Telling(delay(1_500), 5), "event-out-of-order", "activemq"),
    /** Rucio's event that a copy of a chunk was made comes long after it happened. */
    EVENT_DELAYED(new Telling(delay(6_000), 9), "event-late", "activemq"),
    /** The uploader is killed with signal 9 and started again. */
    UPLOADER_KILLED(new Killing(Stage.UPLOADER), "service-ended", "uploader"),
    /** The uploader is killed with signal 9 while it puts a chunk, and started again. */
    UPLOADER_KILLED_IN_PUT(
            new KillingInPut(request("storage", "PUT", Map.of("harm", "stall"))), "service-ended", "uploader"),
    /** The notification service is killed with signal 9 and started again. */
    NOTIFICATION_KILLED(new Killing(Stage.NOTIFICATION), "service-ended", "notification"),
    /** The downloader is killed with signal 9 and started again. */
    DOWNLOADER_KILLED(new Killing(Stage.DOWNLOADER), "service-ended", "downloader"),
    /** The latency service is killed with signal 9 and started again. */
    LATENCY_KILLED(new Killing(Stage.LATENCY), "service-ended", "latency"),
    /** Kafka is stopped for a while. */
    KAFKA_STOPPED(new Stopping(Stage.KAFKA), "part-away", "kafka"),
    /** PostgreSQL is stopped for a while. */
    POSTGRESQL_STOPPED(new Stopping(Stage.POSTGRESQL), "part-away", "database"),
    /** Rucio's message broker takes no connections for a while. */
    ACTIVEMQ_STOPPED(new Leaving(), "part-away", "activemq"),
    /** The whole lake is stopped for a while: catalogue, storage, issuer and broker. */
    LAKE_STOPPED(new Stopping(Stage.LAKE), "part-away", "storage"),
    /** Rucio's server is stopped for a while, and nothing else of the lake. */
    RUCIO_STOPPED(new Stopping(Stage.RUCIO), "part-away", "rucio"),
    /** The storage that is uploaded to is stopped for a while, and nothing else of the lake. */
    STORAGE_STOPPED(new Stopping(Stage.STORAGE), "part-away", "storage"),
    /** The downloader's clock is set two seconds ahead for a while. */
    CLOCK_OFF(new SettingOff(), "clock-off", "downloader"),
    /** No room is left on the disk that the downloader delivers to, for a while. */
    DISK_FULL(new Filling(), "disk-full", "disk/" + Stage.FOLLOW);

    /** What else an outage or a new life of a part may make the book say, without a fault of its own. */
    private static final Map<FaultKind, Set<String>> MAY_CAUSE = Map.ofEntries(
            Map.entry(ACTIVEMQ_STOPPED, Set.of("event-late", "event-out-of-order")),
            Map.entry(ISSUER_503, Set.of("token-refused")),
            Map.entry(ISSUER_HANGING, Set.of("token-refused")),
            Map.entry(ISSUER_CUT, Set.of("token-refused")),
            Map.entry(UPLOADER_KILLED, Set.of("event-repeated", "event-late")),
            Map.entry(UPLOADER_KILLED_IN_PUT, Set.of("event-repeated", "event-late")),
            Map.entry(NOTIFICATION_KILLED, Set.of("event-repeated", "event-late", "event-out-of-order")),
            Map.entry(DOWNLOADER_KILLED, Set.of("event-repeated", "event-late")),
            Map.entry(KAFKA_STOPPED, Set.of("event-repeated", "event-late", "event-out-of-order")),
            Map.entry(POSTGRESQL_STOPPED, Set.of("event-repeated", "event-late", "event-out-of-order")),
            Map.entry(RUCIO_STOPPED, Set.of("answer-missing", "answer-unavailable", "answer-slow", "connection-cut")),
            Map.entry(STORAGE_STOPPED, Set.of("answer-missing", "answer-unavailable", "answer-slow", "connection-cut")),
            Map.entry(
                    LAKE_STOPPED,
                    Set.of(
                            "part-away",
                            "answer-missing",
                            "answer-unavailable",
                            "answer-slow",
                            "connection-cut",
                            "event-late")));

    /** Until a service that was killed is up and has caught up, in seconds. */
    private static final double KILLED_SECONDS = 14;

    /** Until a part that was stopped is back, and whoever needs it has caught up, in seconds. */
    private static final double STOPPED_SECONDS = 20;

    /** The same for a part of the test bed, which takes longer to come up. */
    private static final double BED_STOPPED_SECONDS = 45;

    /** Until a clock is right again, or a disk has room, and that was noticed, in seconds. */
    private static final double OWN_SECONDS = 9;

    /** A token that came for a refused one is believed this long, whoever refuses it. */
    private static final double BETWEEN_TOKENS_SECONDS = 16;

    /** Faults of two chunks that have nothing else to do with each other. */
    private static final double BETWEEN_CHUNKS_SECONDS = 2;

    /** Incidents of one kind and place that are nearer could be taken for one. */
    private static final double APART_SECONDS = 6;

    @SuppressWarnings("ImmutableEnumChecker") // its kinds are records of strings and of maps that nobody can change
    private final Means means;

    private final String deviation;
    private final String where;

    FaultKind(Means means, String deviation, String where) {
        this.means = means;
        this.deviation = deviation;
        this.where = where;
    }

    /** How a fault is made. */
    sealed interface Means {}

    /**
     * One request to the lake is harmed.
     *
     * @param harm members of the rule that say how
     */
    record Request(String face, String method, Map<String, Object> harm) implements Means {
        boolean isForAChunk() {
            return "storage".equals(face);
        }
    }

    /**
     * The storage refuses a token of the uploader, and the request for a new one is harmed.
     *
     * @param harm members of the rule that say how
     */
    record Renewal(Map<String, Object> harm) implements Means {}

    /**
     * Rucio is asked for copies of a chunk that was attached, and the event that the first one was made is harmed on its way.
     *
     * @param harm members of the rule that say how
     * @param seconds how long until it is noticed
     */
    record Telling(Map<String, Object> harm, double seconds) implements Means {}

    /** A service is killed and started again. */
    record Killing(String service) implements Means {}

    /**
     * The uploader is killed while the storage has half of whichever chunk comes next and takes no more, and started again.
     *
     * @param held how the request is held
     */
    record KillingInPut(Request held) implements Means {}

    /** The lake's message broker ends its connections and takes none for a while. */
    record Leaving() implements Means {}

    /** A part is stopped, and started again after a while. */
    record Stopping(String part) implements Means {}

    /** The downloader's clock is set off, and right again after a while. */
    record SettingOff() implements Means {}

    /** A disk is made full, and given room again after a while. */
    record Filling() implements Means {}

    /** Its name in plans and reports, such as {@code put-503}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What the book calls it. */
    public String deviation() {
        return deviation;
    }

    /** Where the book says that it happened. */
    public String where() {
        return where;
    }

    /** Whether the chunk's only copy is lost to it. */
    public boolean spoils() {
        return this == STORED_FLIPPED;
    }

    Means means() {
        return means;
    }

    /** Whether the book may say this, too, while the fault lasts and shortly after. */
    boolean mayCause(String otherDeviation) {
        return MAY_CAUSE.getOrDefault(this, Set.of()).contains(otherDeviation);
    }

    /** How long until it is over, in seconds. */
    double seconds() {
        return switch (means) {
            case Renewal(var harm) -> answered(5, harm);
            case Request(var face, var _, var harm) -> answered("rucio".equals(face) ? 10 : 5, harm);
            case Telling(var _, double seconds) -> seconds;
            case Killing(var _) -> KILLED_SECONDS;
            case KillingInPut(var _) -> KILLED_SECONDS;
            case Leaving() -> STOPPED_SECONDS;
            case Stopping(var part) -> Stage.OF_THE_TEST_BED.contains(part) ? BED_STOPPED_SECONDS : STOPPED_SECONDS;
            case SettingOff() -> OWN_SECONDS;
            case Filling() -> OWN_SECONDS;
        };
    }

    private static double answered(double callsMayTake, Map<String, Object> harm) {
        return "hang".equals(harm.get("harm"))
                ? callsMayTake + 3
                : harm.get("pauseMillis") instanceof Long pause ? pause / 1000.0 + 2 : 3;
    }

    /**
     * How long after this one another may begin, so that neither is taken for the other or hidden by it, in seconds: faults
     * of different lanes may happen at the same time.
     */
    double until(FaultKind later) {
        if (lane() == Lane.PART || later.lane() == Lane.PART) {
            return Math.max(APART_SECONDS, seconds());
        }
        if (lane() != later.lane()) {
            return isOfAChunk() && later.isOfAChunk() ? BETWEEN_CHUNKS_SECONDS : 0;
        }
        boolean isAlike = deviation.equals(later.deviation) && where.equals(later.where);
        double apart = isAlike ? APART_SECONDS : BETWEEN_CHUNKS_SECONDS;
        return switch (lane()) {
            case TOKEN -> Math.max(BETWEEN_TOKENS_SECONDS, seconds());
            case RUCIO, EVENT, CLOCK -> Math.max(apart, seconds());
            case STORAGE, PART -> apart;
        };
    }

    /** Whether a request for its chunk is harmed, which no other fault may harm. */
    boolean isOfAChunk() {
        return lane() == Lane.STORAGE || lane() == Lane.TOKEN;
    }

    /** Whether it may hold up whatever comes while it lasts; others hold up their own chunk, or none. */
    boolean holdsUpAll() {
        return lane() == Lane.PART || lane() == Lane.CLOCK || means instanceof Renewal;
    }

    /** Whether nothing else should be under way when it is made. */
    boolean needsCalm() {
        return lane() == Lane.PART;
    }

    private Lane lane() {
        return switch (means) {
            case Renewal(var _) -> Lane.TOKEN;
            case Request request when deviation.equals("token-refused") -> Lane.TOKEN;
            case Request request -> request.isForAChunk() ? Lane.STORAGE : Lane.RUCIO;
            case Telling(var _, double _) -> Lane.EVENT;
            case Killing(var _) -> Lane.PART;
            case KillingInPut(var _) -> Lane.PART;
            case Leaving() -> Lane.PART;
            case Stopping(var _) -> Lane.PART;
            case SettingOff() -> Lane.CLOCK;
            case Filling() -> Lane.PART;
        };
    }

    /** What can hide what. */
    private enum Lane {
        /** Each is of a chunk of its own. */
        STORAGE,
        /** One after the other needs a new token. */
        TOKEN,
        /** Calls that are made one after the other. */
        RUCIO,
        /** One event after the other of the same dataset. */
        EVENT,
        /** A clock is right again before it is set off again. */
        CLOCK,
        /** Parts come and go, or nothing can be delivered, and nothing else should go wrong meanwhile. */
        PART
    }

    /**
     * Whether it can be made there.
     *
     * @param standIn whether the lake is the stand-in, not the test bed
     */
    boolean isPossible(boolean standIn) {
        return switch (means) {
            case Stopping(var part) when Stage.OF_THE_TEST_BED.contains(part) -> !standIn;
            case Killing(var _), Leaving(), SettingOff(), Filling() -> true;
            case Stopping(var part) -> standIn || !Stage.LAKE.equals(part);
            case Request(var _, var _, var _), Renewal(var _), Telling(var _, double _), KillingInPut(var _) -> standIn;
        };
    }

    /** What a stage must be able to do for it; null if nothing of its own. */
    StageOptions.@Nullable Harm needs() {
        return switch (means) {
            case SettingOff() -> StageOptions.Harm.CLOCK;
            case Filling() -> StageOptions.Harm.DISK;
            case Request(var _, var _, var _),
                    Renewal(var _),
                    Telling(var _, double _),
                    KillingInPut(var _),
                    Leaving() -> StageOptions.Harm.LAKE;
            case Killing(var _) -> null;
            case Stopping(var _) -> null;
        };
    }

    /**
     * The kind of this name.
     *
     * @throws IllegalArgumentException if there is none, naming those that are
     */
    static FaultKind ofWord(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no fault of the kind " + word + ", only "
                        + words().stream().collect(Collectors.joining(", "))));
    }

    private static List<String> words() {
        return Arrays.stream(values()).map(FaultKind::word).toList();
    }

    private static Request request(String face, String method, Map<String, Object> harm) {
        return new Request(face, method, harm);
    }

    private static Map<String, Object> status(int status) {
        return Map.of("harm", "status", "status", status);
    }

    private static Map<String, Object> throttled() {
        return Map.of("harm", "status", "status", 429, "retryAfterSeconds", 1);
    }

    private static Map<String, Object> delay(long millis) {
        return Map.of("harm", "delay", "pauseMillis", millis);
    }
}
