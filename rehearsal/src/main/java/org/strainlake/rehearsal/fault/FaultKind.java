package org.strainlake.rehearsal.fault;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.strainlake.rehearsal.stage.Stage;

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
    /** The uploader is killed with signal 9 and started again. */
    UPLOADER_KILLED(new Killing(Stage.UPLOADER), "service-ended", "uploader"),
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
    LAKE_STOPPED(new Stopping(Stage.LAKE), "part-away", "storage");

    /** What else an outage or a new life of a part may make the book say, without a fault of its own. */
    private static final Map<FaultKind, Set<String>> MAY_CAUSE = Map.ofEntries(
            Map.entry(ISSUER_503, Set.of("token-refused")),
            Map.entry(ISSUER_HANGING, Set.of("token-refused")),
            Map.entry(ISSUER_CUT, Set.of("token-refused")),
            Map.entry(UPLOADER_KILLED, Set.of("event-repeated", "event-late")),
            Map.entry(NOTIFICATION_KILLED, Set.of("event-repeated", "event-late", "event-out-of-order")),
            Map.entry(DOWNLOADER_KILLED, Set.of("event-repeated", "event-late")),
            Map.entry(KAFKA_STOPPED, Set.of("event-repeated", "event-late", "event-out-of-order")),
            Map.entry(POSTGRESQL_STOPPED, Set.of("event-repeated", "event-late", "event-out-of-order")),
            Map.entry(
                    LAKE_STOPPED,
                    Set.of(
                            "part-away",
                            "answer-missing",
                            "answer-unavailable",
                            "answer-slow",
                            "connection-cut",
                            "event-late")));

    static final double DISRUPTION_SECONDS = 28;

    /** A token that came for a refused one is believed this long, whoever refuses it. */
    private static final double BETWEEN_TOKENS_SECONDS = 13;

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

    /** A service is killed and started again. */
    record Killing(String service) implements Means {}

    /** The lake's message broker ends its connections and takes none for a while. */
    record Leaving() implements Means {}

    /** A part is stopped, and started again after a while. */
    record Stopping(String part) implements Means {}

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

    /** How long the next fault should wait, so that this one is over, in seconds. */
    double seconds() {
        return switch (means) {
            case Request request when renewsToken() -> BETWEEN_TOKENS_SECONDS;
            case Renewal(var _) -> BETWEEN_TOKENS_SECONDS;
            case Request(var face, var _, var harm) -> {
                double callsMayTake = "rucio".equals(face) ? 10 : 5;
                yield "hang".equals(harm.get("harm"))
                        ? callsMayTake + 3
                        : harm.get("pauseMillis") instanceof Long pause ? pause / 1000.0 + 2 : 3;
            }
            case Killing(var _) -> DISRUPTION_SECONDS;
            case Leaving() -> DISRUPTION_SECONDS;
            case Stopping(var _) -> DISRUPTION_SECONDS;
        };
    }

    /** Whether a service has to get a new token because of it. */
    boolean renewsToken() {
        return means instanceof Renewal || deviation.equals("token-refused");
    }

    /** Whether rules of the lake make it. */
    boolean isRequest() {
        return means instanceof Request || means instanceof Renewal;
    }

    /** Whether parts come and go with it, so that nothing else should go wrong meanwhile. */
    boolean isDisruptive() {
        return !isRequest();
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
