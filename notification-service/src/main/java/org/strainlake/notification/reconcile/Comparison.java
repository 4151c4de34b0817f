package org.strainlake.notification.reconcile;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.strainlake.event.FeedEvent;
import org.strainlake.lake.Catalogue;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.notification.log.EventLog;
import org.strainlake.notification.reconcile.FollowedDatasets.Followed;
import org.strainlake.notification.reconcile.FollowedDatasets.State;
import org.strainlake.token.DataAccess;

/**
 * One comparison after the other, each in memory that does not grow with the number of files. A file that is missing
 * in the log for the grace time is told as attached; one that vanished from the catalogue, as detached. For one thread.
 */
@Component
class Comparison {
    private static final Logger LOG = LoggerFactory.getLogger(Comparison.class);
    private static final int MOST_DATASETS = 10_000;
    private static final int MOST_FAILURES = 3;

    /** However short the grace is, a second list has to agree: the first may be older than what the log tells. */
    private static final Duration SHORTEST_GRACE_OF_VANISHED = Duration.ofMillis(1);

    private final FollowedDatasets followed;
    private final Differences differences;
    private final LateEvents lateEvents;
    private final EventLog log;
    private final DataAccess access;
    private final ReconcileProperties properties;
    private final InstantSource clock;
    private final Counter attached;
    private final Counter detached;

    Comparison(
            FollowedDatasets followed,
            Differences differences,
            LateEvents lateEvents,
            EventLog log,
            DataAccess access,
            ReconcileProperties properties,
            InstantSource clock,
            MeterRegistry meters) {
        this.followed = followed;
        this.differences = differences;
        this.lateEvents = lateEvents;
        this.log = log;
        this.access = access;
        this.properties = properties;
        this.clock = clock;
        this.attached = counter(meters, "attached");
        this.detached = counter(meters, "detached");
    }

    private static Counter counter(MeterRegistry meters, String change) {
        return Counter.builder("strainlake.events.reconciled")
                .tag("change", change)
                .description("events that were found by comparing with the catalogue")
                .register(meters);
    }

    /**
     * Compares every dataset that is followed and may have changed.
     *
     * @throws IOException if the catalogue does not answer
     */
    void round(Catalogue catalogue) throws IOException, InterruptedException {
        for (var pattern : properties.datasets()) {
            var scope = pattern.substring(0, pattern.indexOf(':'));
            var experiment = access.experimentOf(scope);
            if (experiment == null) {
                LOG.warn("{} is not compared: no experiment has the scope", pattern);
                continue;
            }
            var due = followed.due(catalogue, scope, pattern.substring(scope.length() + 1), MOST_DATASETS);
            if (due.size() == MOST_DATASETS) {
                LOG.warn("{} has more datasets than one comparison takes: the rest wait", pattern);
            }
            compareAll(catalogue, experiment, due);
        }
    }

    /** One dataset whose list always breaks off does not keep the others from being compared. */
    private void compareAll(Catalogue catalogue, String experiment, List<Followed> datasets)
            throws IOException, InterruptedException {
        int failures = 0;
        for (var dataset : datasets) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            var begun = clock.instant();
            try {
                followed.compared(dataset.did(), begun, compare(catalogue, experiment, dataset, begun));
                failures = 0;
            } catch (IOException e) {
                followed.compared(dataset.did(), begun, State.OPEN);
                if (++failures == MOST_FAILURES) {
                    throw e;
                }
                LOG.warn("{} could not be compared: {}", dataset.did(), String.valueOf(e));
            }
        }
    }

    private State compare(Catalogue catalogue, String experiment, Followed followed, Instant begun)
            throws IOException, InterruptedException {
        var dataset = followed.did();
        var open = catalogue.isOpen(dataset);
        if (open.isEmpty() && followed.listed()) {
            return State.OPEN; // the catalogue names it and knows it not: in doubt nothing is told
        }
        long suspects = differences.compare(dataset, begun, each -> {
            if (open.isPresent()) {
                catalogue.files(dataset, each);
            }
        });
        if (suspects > 0) {
            tellMissing(catalogue, experiment, dataset, begun.minus(properties.grace()));
            tellVanished(experiment, dataset, begun.minus(graceOfVanished()));
            return State.OPEN;
        }
        return open.map(isOpen -> isOpen ? State.OPEN : State.FINISHED).orElse(State.GONE);
    }

    private Duration graceOfVanished() {
        return properties.grace().compareTo(SHORTEST_GRACE_OF_VANISHED) > 0
                ? properties.grace()
                : SHORTEST_GRACE_OF_VANISHED;
    }

    private void tellMissing(Catalogue catalogue, String experiment, DataIdentifier dataset, Instant since)
            throws IOException, InterruptedException {
        for (var page = differences.missing(dataset, since, null);
                !page.isEmpty();
                page = differences.missing(dataset, since, page.getLast())) {
            tell(dataset, lateEvents.attached(catalogue, experiment, dataset, page), attached);
        }
    }

    private void tellVanished(String experiment, DataIdentifier dataset, Instant since) throws InterruptedException {
        for (var page = differences.vanished(dataset, since, null);
                !page.isEmpty();
                page = differences.vanished(dataset, since, page.getLast())) {
            tell(dataset, lateEvents.detached(experiment, dataset, page), detached);
        }
    }

    private void tell(DataIdentifier dataset, List<FeedEvent> events, Counter counter) throws InterruptedException {
        log.append(events);
        differences.told(
                dataset,
                events.stream()
                        .map(FeedEvent::subject)
                        .map(Objects::requireNonNull)
                        .toList());
        counter.increment(events.size());
        LOG.info(
                "{}: {} files are told late as {}",
                dataset,
                events.size(),
                counter.getId().getTag("change"));
    }
}
