package org.strainlake.emulator.fault;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which requests are harmed, how, how often and when; and when it struck. Thread-safe. */
final class Rule {
    private final String id;
    private final Face face;
    private final @Nullable String method;
    private final @Nullable Pattern path;
    private final @Nullable Pattern did;
    private final int times;
    private final @Nullable Instant from;
    private final @Nullable Instant until;
    private final @Nullable String after;
    private final Harm harm;
    private final List<Strike> strikes = new ArrayList<>();
    private final CountDownLatch removed = new CountDownLatch(1);
    private int left;

    /**
     * A rule.
     *
     * @param method such as {@code PUT}; null for any
     * @param path what the whole path, of an event its type, must match; null for any
     * @param did what the whole name of the file, {@code scope:name}, must match; null for any
     * @param times how many requests or events it harms at most
     * @param from when it begins; null for at once
     * @param until when it is over; null for never
     * @param after id of a rule that must have struck before; null for none
     */
    Rule(
            String id,
            Face face,
            @Nullable String method,
            @Nullable Pattern path,
            @Nullable Pattern did,
            int times,
            @Nullable Instant from,
            @Nullable Instant until,
            @Nullable String after,
            Harm harm) {
        this.id = id;
        this.face = face;
        this.method = method;
        this.path = path;
        this.did = did;
        this.times = times;
        this.left = times;
        this.from = from;
        this.until = until;
        this.after = after;
        this.harm = harm;
    }

    /**
     * One time that a rule harmed a request or an event.
     *
     * @param method empty for an event
     * @param path of an event its type
     * @param did the file, {@code scope:name}; null where the request is for none
     */
    record Strike(
            Instant at,
            String method,
            String path,
            @Nullable String did) {}

    String id() {
        return id;
    }

    Face face() {
        return face;
    }

    /** Id of a rule that must have struck before this one can; null for none. */
    @Nullable
    String after() {
        return after;
    }

    int times() {
        return times;
    }

    Harm harm() {
        return harm;
    }

    /** Opens when the rule is removed, so that nobody waits on for it. */
    CountDownLatch removed() {
        return removed;
    }

    /** Whether it harms this request; a request that it harms counts. */
    synchronized boolean strikes(Face toFace, Strike strike) {
        if (left == 0
                || toFace != face
                || (method != null && !method.equals(strike.method()))
                || (path != null && !path.matcher(strike.path()).matches())
                || (did != null
                        && (strike.did() == null || !did.matcher(strike.did()).matches()))
                || (from != null && strike.at().isBefore(from))
                || (until != null && !strike.at().isBefore(until))) {
            return false;
        }
        left--;
        strikes.add(strike);
        return true;
    }

    synchronized List<Strike> strikes() {
        return List.copyOf(strikes);
    }
}
