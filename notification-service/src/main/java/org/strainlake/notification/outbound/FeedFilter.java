package org.strainlake.notification.outbound;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.strainlake.event.FeedEvent;
import org.strainlake.lake.DataIdentifier;

/**
 * Which events a reader asked for. An empty set asks for all; an event that lacks what a filter speaks of does
 * not pass it.
 *
 * @param experiments names of experiments
 * @param scopes scopes of the file or dataset
 * @param datasets patterns of the dataset
 * @param containers patterns of the container
 * @param types event types
 * @param detectors prefixes of detectors, such as {@code V1}
 * @param rses storage elements
 * @param gpsStart GPS second from which on strain is wanted; null for no bound
 * @param gpsEnd first GPS second of which strain is no longer wanted; null for no bound
 */
public record FeedFilter(
        Set<String> experiments,
        Set<String> scopes,
        List<NamePattern> datasets,
        List<NamePattern> containers,
        Set<String> types,
        Set<String> detectors,
        Set<String> rses,
        @Nullable Long gpsStart,
        @Nullable Long gpsEnd) {
    public FeedFilter {
        experiments = Set.copyOf(experiments);
        scopes = Set.copyOf(scopes);
        datasets = List.copyOf(datasets);
        containers = List.copyOf(containers);
        types = Set.copyOf(types);
        detectors = Set.copyOf(detectors);
        rses = Set.copyOf(rses);
        if (gpsStart != null && gpsEnd != null && gpsStart >= gpsEnd) {
            throw new IllegalArgumentException("an interval that ends before it starts: " + gpsStart + " to " + gpsEnd);
        }
    }

    /**
     * The same filter for an interval of GPS time.
     *
     * @throws IllegalArgumentException if it ends before it starts
     */
    public FeedFilter during(@Nullable Long start, @Nullable Long end) {
        return new FeedFilter(experiments, scopes, datasets, containers, types, detectors, rses, start, end);
    }

    boolean passes(FeedEvent event) {
        return in(experiments, event.experiment())
                && in(types, event.type())
                && in(detectors, event.detector())
                && in(rses, event.rse())
                && (scopes.isEmpty() || inScopes(event.subject()) || inScopes(event.dataset()))
                && matches(datasets, event.dataset())
                && matches(containers, event.container())
                && passesGps(event);
    }

    private static boolean in(Set<String> wanted, @Nullable String value) {
        return wanted.isEmpty() || (value != null && wanted.contains(value));
    }

    private boolean inScopes(@Nullable DataIdentifier did) {
        return did != null && scopes.contains(did.scope());
    }

    private static boolean matches(List<NamePattern> patterns, @Nullable DataIdentifier did) {
        return patterns.isEmpty() || (did != null && patterns.stream().anyMatch(pattern -> pattern.matches(did)));
    }

    private boolean passesGps(FeedEvent event) {
        if (gpsStart == null && gpsEnd == null) {
            return true;
        }
        var start = event.gpsStart();
        var seconds = event.gpsSeconds();
        return start != null
                && seconds != null
                && (gpsEnd == null || start < gpsEnd)
                && (gpsStart == null || start + seconds > gpsStart);
    }
}
