package org.strainlake.latency.meters;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.latency.statistics.Book;
import org.strainlake.latency.statistics.Bookkeeper;
import org.strainlake.latency.statistics.FollowerBuckets;
import org.strainlake.latency.statistics.LegBuckets;
import org.strainlake.latency.store.Plan;
import org.strainlake.latency.store.Revisions;
import org.strainlake.latency.store.Runs;

/**
 * Sums up the newest GPS day of the newest run of each stream in the background, and tells what it last found: a day is quickly summed up, however
 * long the run is, and a counter that begins anew is one that Prometheus knows. Labels are bounded: streams, followers, legs, classes;
 * no run. A stream under an embargo has its opaque name; while embargoes are not known none is shown.
 */
@Component
class BookMeters implements MultiCollector, DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(BookMeters.class);
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double[] EDGES = {
        0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, Double.POSITIVE_INFINITY
    };
    private static final int FINITE = EDGES.length - 1;
    private static final long SECONDS_OF_A_DAY = 86_400;

    private final Runs runs;
    private final Revisions revisions;
    private final Bookkeeper bookkeeper;
    private final MetersProperties settings;
    private final StreamNames names;
    private final @Nullable PrometheusRegistry registry;
    private volatile List<Page> pages = List.of();
    private volatile @Nullable Thread thread;

    BookMeters(
            Runs runs,
            Revisions revisions,
            Bookkeeper bookkeeper,
            MetersProperties settings,
            StreamNames names,
            ObjectProvider<PrometheusRegistry> registry) {
        this.runs = runs;
        this.revisions = revisions;
        this.bookkeeper = bookkeeper;
        this.settings = settings;
        this.names = names;
        this.registry = registry.getIfAvailable();
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        if (registry == null || settings.maxStreams() == 0) {
            return;
        }
        registry.register(this);
        thread = Thread.ofVirtual().name("book-meters").start(this::sumForEver);
    }

    @Override
    public void destroy() {
        var working = thread;
        if (working != null && registry != null) {
            registry.unregister(this);
            working.interrupt();
        }
    }

    private void sumForEver() {
        boolean ill = false;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    pages = runs.newestOfStreams(settings.maxStreams()).stream()
                            .flatMap(plan -> pages(plan).stream())
                            .toList();
                    ill = false;
                } catch (RuntimeException e) { // the outermost edge of the thread
                    if (!ill && !Thread.currentThread().isInterrupted()) {
                        LOG.warn("books are not summed up for Prometheus: {}", e.toString());
                    }
                    ill = true;
                    pages = List.of(); // rather nothing than what no longer holds
                }
                Thread.sleep(settings.interval());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Page> pages(Plan plan) {
        var day = bookkeeper.newestDay(plan);
        var datasets = new HashSet<>(revisions.datasets(plan.run(), day, day + SECONDS_OF_A_DAY));
        datasets.add(plan.dataset().toString());
        var names = datasets.stream().map(DataIdentifier::parse).toList();
        return bookkeeper.since(day, plan, nanos()).stream()
                .map(page -> new Page(plan.stream(), names, page))
                .toList();
    }

    private static long[] nanos() {
        var nanos = new long[FINITE];
        for (int i = 0; i < FINITE; i++) {
            nanos[i] = Math.round(EDGES[i] * NANOS_PER_SECOND);
        }
        return nanos;
    }

    @Override
    public MetricSnapshots collect() {
        var legs = HistogramSnapshot.builder()
                .name("strainlake_leg_latency_seconds")
                .help(
                        "Latency of each leg in the newest GPS day of the newest run of a stream, by the stamps of the book");
        var seconds = GaugeSnapshot.builder()
                .name("strainlake_book_chunks")
                .help(
                        "Chunks in the newest GPS day of the newest run of a stream by class; expected is the sum of the others");
        var shown = new HashSet<List<String>>();
        for (var page : pages) {
            var told = page.told();
            // One embargo may cover several streams: of them the one with the newest run is shown.
            names.shown(page.stream(), page.datasets())
                    .filter(stream -> shown.add(List.of(stream, told.follower())))
                    .ifPresent(stream -> {
                        told.legs().forEach(leg -> legs.dataPoint(dataPoint(stream, told.follower(), leg)));
                        gauges(stream, told.follower(), told.book()).forEach(seconds::dataPoint);
                    });
        }
        return MetricSnapshots.of(legs.build(), seconds.build());
    }

    private static HistogramDataPointSnapshot dataPoint(String stream, String follower, LegBuckets leg) {
        var buckets = ClassicHistogramBuckets.builder();
        long before = 0;
        for (int i = 0; i < FINITE; i++) {
            // An edge's bucket of the histogram may reach a little over the next edge's count.
            long atMost = Math.max(before, leg.atMost().get(i));
            buckets.bucket(EDGES[i], atMost - before);
            before = atMost;
        }
        buckets.bucket(EDGES[FINITE], Math.max(0, leg.count() - before));
        return HistogramDataPointSnapshot.builder()
                .labels(Labels.of("stream", stream, "follower", follower, "leg", leg.leg()))
                .classicHistogramBuckets(buckets.build())
                .sum(leg.seconds())
                .build();
    }

    private static List<GaugeDataPointSnapshot> gauges(String stream, String follower, Book book) {
        return List.of(
                gauge(stream, follower, "expected", book.expected()),
                gauge(stream, follower, "delivered", book.delivered()),
                gauge(stream, follower, "late", book.late()),
                gauge(stream, follower, "lost", book.lost()),
                gauge(stream, follower, "corrupted", book.corrupted()),
                gauge(stream, follower, "withheld", book.withheld()),
                gauge(stream, follower, "pending", book.pending()));
    }

    private static GaugeDataPointSnapshot gauge(String stream, String follower, String word, long count) {
        return GaugeDataPointSnapshot.builder()
                .labels(Labels.of("stream", stream, "follower", follower, "class", word))
                .value((double) count)
                .build();
    }

    private record Page(String stream, List<DataIdentifier> datasets, FollowerBuckets told) {}
}
