package org.strainlake.notification.outbound;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The newest events of one log, bounded in number and in memory; the oldest make room. One thread adds, any
 * number read.
 */
final class Ring {
    /** What a reader takes at a time, so that one who is slow holds little. */
    private static final int SLICE_EVENTS = 100;

    private static final long SLICE_WEIGHT = 1 << 20;

    private final String identity;
    private final int mostEvents;
    private final long mostWeight;
    private final ConcurrentNavigableMap<Long, Told> events = new ConcurrentSkipListMap<>();
    private int count; // of the thread that adds
    private long weight;
    private volatile long oldest;
    private volatile long end;

    Ring(String identity, long begin, int mostEvents, long mostWeight) {
        this.identity = identity;
        this.oldest = begin;
        this.end = begin;
        this.mostEvents = mostEvents;
        this.mostWeight = mostWeight;
    }

    /**
     * Events in a row.
     *
     * @param events in order
     * @param next place from which to read on
     */
    record Slice(List<Told> events, long next) {}

    /** Which log it is of. */
    String identity() {
        return identity;
    }

    /** The place after the newest. */
    long end() {
        return end;
    }

    /** Adds what follows; {@code next} is the place after it, whether or not an event stands before that. */
    void add(List<Told> fresh, long next) {
        for (var told : fresh) {
            events.put(told.entry().offset(), told);
            count++;
            weight += told.weight();
        }
        end = next;
        while (count > mostEvents || weight > mostWeight) {
            var first = events.firstEntry();
            oldest = first.getKey() + 1; // before it goes: who reads meanwhile then sees that it may have missed it
            events.remove(first.getKey());
            count--;
            weight -= first.getValue().weight();
        }
    }

    /** Whether what follows the place is here, or the place is the end. */
    boolean has(long place) {
        return place >= oldest && place <= end;
    }

    /** The events from a place on, none if it is the end or beyond; empty if the place is older than what is here. */
    Optional<Slice> from(long place) {
        long reach = end;
        if (place >= reach) {
            return Optional.of(new Slice(List.of(), place));
        }
        var slice = new ArrayList<Told>();
        long next = reach;
        long taken = 0;
        for (var each : events.subMap(place, reach).values()) {
            if (slice.size() == SLICE_EVENTS || (taken > 0 && taken + each.weight() > SLICE_WEIGHT)) {
                next = each.entry().offset();
                break;
            }
            slice.add(each);
            taken += each.weight();
        }
        return place < oldest ? Optional.empty() : Optional.of(new Slice(slice, next));
    }
}
