package org.strainlake.emulator.fault;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A rule as it is written.
 *
 * @param face {@code storage}, {@code rucio}, {@code issuer}, {@code broker} or {@code events}
 * @param method HTTP method; any if absent
 * @param path regular expression for the whole path, of an event for its type; any if absent
 * @param did regular expression for {@code scope:name} of the file, or of what an event is about; any if absent
 * @param times how many requests or events it harms at most; 1 if absent
 * @param from when it begins, RFC 3339; at once if absent
 * @param until when it is over, RFC 3339; never if absent
 * @param after id of a rule that must have struck before; none if absent
 * @param harm {@code status}, {@code delay}, {@code hang}, {@code cut}, {@code stall}, {@code flip-on-the-way} or {@code flip-in-storage};
 *     for the broker, {@code away}; for events, {@code drop}, {@code double} or {@code delay}
 * @param status for {@code status}, 400 to 599
 * @param retryAfterSeconds for {@code status}; no such header if absent
 * @param pauseMillis for {@code delay}
 */
record RuleForm(
        @Nullable String face,
        @Nullable String method,
        @Nullable String path,
        @Nullable String did,
        @Nullable Integer times,
        @Nullable Instant from,
        @Nullable Instant until,
        @Nullable String after,
        @Nullable String harm,
        @Nullable Integer status,
        @Nullable Integer retryAfterSeconds,
        @Nullable Long pauseMillis) {

    private static final int LONGEST_PAUSE_MILLIS = 600_000;

    /**
     * The rule of that id.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    Rule rule(String id) {
        var at = Face.named(face == null ? "" : face);
        int count = times == null ? 1 : times;
        demand(count >= 1, "times is at least 1");
        demand(did == null || at == Face.STORAGE || at == Face.EVENTS, "a did goes with the storage and with events");
        demand(method == null || at != Face.EVENTS, "an event has no method");
        return new Rule(id, at, method, pattern(path), pattern(did), count, from, until, after, harm(at));
    }

    private Harm harm(Face at) {
        demand("status".equals(harm) == (status != null), "status goes with the harm status");
        demand(retryAfterSeconds == null || status != null, "retryAfterSeconds goes with the harm status");
        demand("delay".equals(harm) == (pauseMillis != null), "pauseMillis goes with the harm delay");
        demand("away".equals(harm) == (at == Face.BROKER), "the broker can be away, and nothing else can");
        if (at == Face.EVENTS) {
            return relay();
        }
        return switch (harm == null ? "" : harm) {
            case "status" -> {
                int code = Objects.requireNonNull(status);
                demand(code >= 400 && code <= 599, "status is 400 to 599");
                demand(retryAfterSeconds == null || retryAfterSeconds >= 0, "retryAfterSeconds is not negative");
                yield new Harm.Status(code, retryAfterSeconds == null ? null : Duration.ofSeconds(retryAfterSeconds));
            }
            case "delay" -> new Harm.Delay(pause());
            case "hang" -> new Harm.Hang();
            case "cut" -> new Harm.Cut();
            case "stall" -> {
                demand(at == Face.STORAGE, "stall is for the storage alone");
                yield new Harm.Stall();
            }
            case "flip-on-the-way" -> new Harm.FlipOnTheWay();
            case "flip-in-storage" -> {
                demand(at == Face.STORAGE, "flip-in-storage is for the storage alone");
                yield new Harm.FlipInStorage();
            }
            case "away" -> {
                demand(
                        method == null
                                && path == null
                                && times == null
                                && from == null
                                && until == null
                                && after == null,
                        "the broker is away at once, and until the rule is removed");
                yield new Harm.Away();
            }
            default ->
                throw new IllegalArgumentException(
                        "harm is status, delay, hang, cut, stall, flip-on-the-way or flip-in-storage");
        };
    }

    private Harm relay() {
        return switch (harm == null ? "" : harm) {
            case "drop" -> new Harm.Relay(List.of());
            case "double" -> new Harm.Relay(List.of(Duration.ZERO, Duration.ZERO));
            case "delay" -> new Harm.Relay(List.of(pause()));
            default -> throw new IllegalArgumentException("an event's harm is drop, double or delay");
        };
    }

    private Duration pause() {
        long pause = Objects.requireNonNull(pauseMillis);
        demand(pause > 0 && pause <= LONGEST_PAUSE_MILLIS, "pauseMillis is 1 to " + LONGEST_PAUSE_MILLIS);
        return Duration.ofMillis(pause);
    }

    private static @Nullable Pattern pattern(@Nullable String text) {
        try {
            return text == null ? null : Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("not a regular expression: " + text, e);
        }
    }

    private static void demand(boolean kept, String what) {
        if (!kept) {
            throw new IllegalArgumentException(what);
        }
    }
}
