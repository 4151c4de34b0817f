package org.strainlake.deviation;

import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.strainlake.journey.Deviation;
import org.strainlake.journey.JourneyRecord.DeviationSeen;
import org.strainlake.lake.DataIdentifier;

/**
 * Joins what is told into incidents, and holds those that are not kept elsewhere yet, a bounded number of them.
 * What lasts, such as a part that is away, is one incident until its side is reached again. Thread-safe.
 */
final class Incidents implements Deviations {
    private static final Logger LOG = LoggerFactory.getLogger(Incidents.class);

    /** What is told later than this after the last telling is another incident. */
    private static final Duration GAP = Duration.ofSeconds(5);

    private static final int LONGEST_DETAIL = 1000;

    private final String service;
    private final String life;
    private final InstantSource clock;
    private final int most;
    private final Counter lost;
    private final Set<Key> lasting = ConcurrentHashMap.newKeySet();
    private final Map<Key, DeviationSeen> latest = new HashMap<>();
    private final Map<String, DeviationSeen> untold = new LinkedHashMap<>();
    private long number;
    private boolean losing;

    /**
     * None yet.
     *
     * @param service name of this service
     * @param life unique to this process
     * @param most incidents that may wait
     * @param lost counts those that could not wait
     */
    Incidents(String service, String life, InstantSource clock, int most, Counter lost) {
        this.service = service;
        this.life = life;
        this.clock = clock;
        this.most = most;
        this.lost = lost;
    }

    /** Name of this service. */
    String service() {
        return service;
    }

    /** Unique to this process. */
    String life() {
        return life;
    }

    @Override
    public void seen(Deviation deviation, String where, @Nullable DataIdentifier did, Duration ago, String detail) {
        var now = clock.instant();
        var from = ago.isNegative() ? now : now.minus(ago);
        var key = new Key(deviation, where, deviation.lasts() ? null : did);
        boolean goesOn = deviation.lasts() && !lasting.add(key);
        note(key, from, now, goesOn, detail);
    }

    @Override
    public void reached(String where) {
        if (lasting.isEmpty()) {
            return;
        }
        var now = clock.instant();
        lasting.removeIf(key -> {
            boolean isOver = key.where().equals(where);
            if (isOver) {
                note(key, now, now, true, "");
            }
            return isOver;
        });
    }

    private synchronized void note(Key key, Instant from, Instant until, boolean goesOn, String detail) {
        var known = latest.get(key);
        var seen = known != null && (goesOn || !from.isAfter(known.until().plus(GAP)))
                ? extended(known, from, until)
                : new DeviationSeen(
                        service + "-" + life + "-" + ++number,
                        key.deviation(),
                        service,
                        key.where(),
                        key.did(),
                        from,
                        until,
                        detail.length() > LONGEST_DETAIL ? detail.substring(0, LONGEST_DETAIL) : detail);
        if (untold.size() >= most && !untold.containsKey(seen.id())) {
            lost.increment();
            if (!losing) {
                losing = true;
                LOG.error("deviations are lost: {} wait already", most);
            }
            return;
        }
        latest.put(key, seen);
        untold.put(seen.id(), seen);
    }

    private static DeviationSeen extended(DeviationSeen known, Instant from, Instant until) {
        return new DeviationSeen(
                known.id(),
                known.deviation(),
                known.seenBy(),
                known.where(),
                known.did(),
                from.isBefore(known.from()) ? from : known.from(),
                until.isAfter(known.until()) ? until : known.until(),
                known.detail());
    }

    /** Those that are not kept elsewhere, the first ones. */
    synchronized List<DeviationSeen> untold(int limit) {
        var old = clock.instant().minus(GAP);
        latest.values()
                .removeIf(seen -> seen.until().isBefore(old)
                        && !untold.containsKey(seen.id())
                        && !lasting.contains(new Key(seen.deviation(), seen.where(), seen.did())));
        return untold.values().stream().limit(limit).toList();
    }

    /** They are kept elsewhere now; what went on meanwhile is not. */
    synchronized void told(List<DeviationSeen> kept) {
        kept.forEach(each -> untold.remove(each.id(), each));
        losing = losing && untold.size() >= most;
    }

    private record Key(
            Deviation deviation, String where, @Nullable DataIdentifier did) {}
}
