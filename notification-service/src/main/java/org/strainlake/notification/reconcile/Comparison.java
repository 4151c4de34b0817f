package org.strainlake.notification.reconcile;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.strainlake.lake.Catalogue;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.FileEntry;
import org.strainlake.notification.log.EventIndex;
import org.strainlake.notification.log.EventLog;
import org.strainlake.token.DataAccess;

/**
 * One comparison after the other, each in memory that does not grow with the number of files. For one thread.
 */
@Component
class Comparison {
    private static final Logger LOG = LoggerFactory.getLogger(Comparison.class);
    private static final int PAGE = 1000;
    private static final int MOST_DATASETS = 10_000;
    private static final int MOST_LATE = 5000;

    private final EventIndex index;
    private final EventLog log;
    private final LateEvents lateEvents;
    private final ReconciledDatasetRepository reconciled;
    private final DataAccess access;
    private final ReconcileProperties properties;
    private final InstantSource clock;
    private final Counter found;
    private final Suspects suspects = new Suspects();

    Comparison(
            EventIndex index,
            EventLog log,
            LateEvents lateEvents,
            ReconciledDatasetRepository reconciled,
            DataAccess access,
            ReconcileProperties properties,
            InstantSource clock,
            MeterRegistry meters) {
        this.index = index;
        this.log = log;
        this.lateEvents = lateEvents;
        this.reconciled = reconciled;
        this.access = access;
        this.properties = properties;
        this.clock = clock;
        this.found = Counter.builder("strainlake.events.reconciled")
                .description("events that were found missing by comparing with the catalogue")
                .register(meters);
    }

    /**
     * Compares every dataset that is followed and may have changed.
     *
     * @throws IOException if the catalogue does not answer
     */
    void round(Catalogue catalogue) throws IOException, InterruptedException {
        suspects.begin();
        for (var pattern : properties.datasets()) {
            var scope = pattern.substring(0, pattern.indexOf(':'));
            var experiment = access.experimentOf(scope);
            if (experiment == null) {
                LOG.warn("{} is not compared: no experiment has the scope", pattern);
                continue;
            }
            for (var dataset : open(catalogue, scope, pattern.substring(scope.length() + 1))) {
                compare(catalogue, experiment, dataset);
            }
        }
        suspects.end();
    }

    private SequencedSet<DataIdentifier> open(Catalogue catalogue, String scope, String pattern) throws IOException {
        var open = new LinkedHashSet<DataIdentifier>();
        var page = new ArrayList<DataIdentifier>();
        catalogue.datasets(scope, pattern, dataset -> {
            page.add(dataset);
            if (page.size() == PAGE) {
                open.addAll(unfinished(page, MOST_DATASETS - open.size()));
                page.clear();
            }
        });
        open.addAll(unfinished(page, MOST_DATASETS - open.size()));
        if (open.size() == MOST_DATASETS) {
            LOG.warn("{}:{} has more datasets than one comparison takes: the rest wait", scope, pattern);
        }
        return open;
    }

    private List<DataIdentifier> unfinished(List<DataIdentifier> datasets, int most) {
        var left = new LinkedHashSet<>(datasets);
        var finished = reconciled.findAllById(
                datasets.stream().map(DataIdentifier::toString).toList());
        if (!finished.isEmpty()) {
            var opened = index.opened(
                    finished.stream().map(ReconciledDataset::dataset).toList());
            finished.stream()
                    .filter(each -> {
                        var again = opened.get(each.dataset());
                        return again == null || again.isBefore(each.compared());
                    })
                    .forEach(each -> left.remove(each.dataset()));
        }
        return left.stream().limit(most).toList();
    }

    private void compare(Catalogue catalogue, String experiment, DataIdentifier dataset)
            throws IOException, InterruptedException {
        var begun = clock.instant();
        boolean closed = !catalogue.isOpen(dataset).orElse(true);
        var missing = new Missing(dataset);
        catalogue.files(dataset, missing);
        missing.checkPage();
        for (int i = 0; i < missing.late.size(); i += PAGE) {
            var slice = missing.late.subList(i, Math.min(i + PAGE, missing.late.size()));
            var events = lateEvents.of(catalogue, experiment, dataset, slice);
            log.append(events);
            found.increment(events.size());
            LOG.info("{}: {} files had no event", dataset, events.size());
        }
        if (closed && !missing.any) {
            reconciled.save(new ReconciledDataset(dataset, begun));
        }
    }

    /** Finds out, page by page, which files of a dataset the log does not have. */
    private final class Missing implements Consumer<FileEntry> {
        private final DataIdentifier dataset;
        private final List<FileEntry> page = new ArrayList<>();
        private final List<FileEntry> late = new ArrayList<>();
        private boolean any;

        Missing(DataIdentifier dataset) {
            this.dataset = dataset;
        }

        @Override
        public void accept(FileEntry file) {
            page.add(file);
            if (page.size() == PAGE) {
                checkPage();
            }
        }

        private void checkPage() {
            var attached =
                    index.attached(dataset, page.stream().map(FileEntry::did).toList());
            var now = clock.instant();
            for (var file : page) {
                if (!attached.contains(file.did())) {
                    any = true;
                    if (suspects.isDue(dataset, file.did(), now, properties.grace()) && late.size() < MOST_LATE) {
                        late.add(file);
                    }
                }
            }
            page.clear();
        }
    }
}
