package org.strainlake.benchmark.feed;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.strainlake.benchmark.result.Quantiles;
import org.strainlake.benchmark.result.Row;
import org.strainlake.benchmark.stage.FeedStage;
import org.strainlake.benchmark.stage.Progress;
import org.strainlake.event.FeedEvent;
import org.strainlake.local.Lacking;

/**
 * Many readers under load, one event at a time, and bare Kafka beside both. Announcer and readers are in this process, so
 * that every time is the difference of two readings of one clock.
 */
public final class FeedBenchmark {
    private static final int EVENTS_PER_SECOND = 100;
    private static final double LONGEST_P99_MILLIS = 100;
    private static final double LONGEST_ADDED_MILLIS = 5;
    private static final double LONGEST_COMPARISON_MILLIS = 10_000;
    private static final int WARM_UP_HOPS = 5;
    private static final String BARE_LOAD = "benchmark.load";
    private static final String BARE_HOP = "benchmark.hop";
    private static final Filter EVERYTHING = Filter.of();

    private final FeedStage stage;
    private final Lengths lengths;
    private final Progress progress;
    private final InstantSource clock;

    /** A benchmark on a stage that is empty yet. */
    public FeedBenchmark(FeedStage stage, Lengths lengths, Progress progress, InstantSource clock) {
        this.stage = stage;
        this.lengths = lengths;
        this.progress = progress;
        this.clock = clock;
    }

    /**
     * How long it takes.
     *
     * @param warmUp load before what is measured, on the feed and on bare Kafka: until what is hot is compiled, as it is in
     *     services that have run for a while
     * @param load load on the feed
     * @param bareLoad load on bare Kafka
     * @param hops events one at a time, one a second each way
     * @param files files of the dataset that is compared with the catalogue
     * @param comparisons how often it is
     */
    public record Lengths(Duration warmUp, Duration load, Duration bareLoad, int hops, int files, int comparisons) {
        /** For the figures that are told. */
        public static final Lengths FULL =
                new Lengths(Duration.ofSeconds(150), Duration.ofMinutes(5), Duration.ofMinutes(1), 60, 100_000, 5);

        /** Enough to see whether something is wrong. */
        public static final Lengths QUICK =
                new Lengths(Duration.ofSeconds(60), Duration.ofSeconds(20), Duration.ofSeconds(20), 15, 100_000, 3);
    }

    /** Starts the stage and measures; the stage is left to its owner to close. */
    public List<Row> run() throws IOException, Lacking, InterruptedException {
        progress.say("starting PostgreSQL, Kafka, lake-emulator and notification-service");
        stage.start(experiments());
        openLogs();
        var token = stage.readerToken();
        var loaded = load(token);
        var hops = hops(token);
        var bare = bareLoad();
        return rows(loaded, bare, hops, comparison());
    }

    /** A first event of every log, after which each is there for readers. */
    private void openLogs() throws IOException, InterruptedException {
        var first = new Announcements(Announcements.CYCLE, "FIRST", clock);
        try (var announcer = new Announcer(stage.brokers(), first, Announcer::announcementTopic)) {
            for (int number = 0; number < first.count(); number++) {
                announcer.send(number);
            }
        }
        for (var topic : feedTopics()) {
            stage.awaitTopic(topic);
        }
    }

    private Load.Outcome load(String token) throws IOException, InterruptedException {
        return underLoad(
                "the feed",
                "LOAD",
                lengths.load(),
                Announcer::announcementTopic,
                (place, filter, numbers) -> Audience.readsKafka(place)
                        ? KafkaReader.start("kafka-" + place, stage.brokers(), feedTopics(), filter, numbers)
                        : SseReader.start("sse-" + place, stage.service(), token, filter, numbers));
    }

    /** The same events to as many readers, without a service between: each gets everything and filters for itself. */
    private Load.Outcome bareLoad() throws IOException, InterruptedException {
        stage.createTopic(BARE_LOAD);
        return underLoad(
                "bare Kafka",
                "BARE",
                lengths.bareLoad(),
                event -> BARE_LOAD,
                (place, filter, numbers) ->
                        KafkaReader.start("bare-" + place, stage.brokers(), List.of(BARE_LOAD), filter, numbers));
    }

    private Load.Outcome underLoad(
            String what, String run, Duration length, Function<FeedEvent, String> topic, Readers readers)
            throws IOException, InterruptedException {
        int warmUp = (int) lengths.warmUp().toSeconds() * EVENTS_PER_SECOND;
        int measured = (int) length.toSeconds() * EVENTS_PER_SECOND;
        var announcements = new Announcements(warmUp + measured, run, clock);
        var filters = Audience.filters(announcements);
        progress.say(String.format(
                Locale.ROOT,
                "%s: %d readers, %d events a second for %d s and %d s before to warm up",
                what,
                filters.size(),
                EVENTS_PER_SECOND,
                length.toSeconds(),
                lengths.warmUp().toSeconds()));
        var listening = new ArrayList<Load.Listening>();
        try (var announcer = new Announcer(stage.brokers(), announcements, topic)) {
            announcer.warm();
            for (int place = 0; place < filters.size(); place++) {
                var filter = filters.get(place);
                listening.add(new Load.Listening(readers.start(place, filter, announcer::number), filter));
            }
            var outcome = new Load(stage, announcements, announcer, EVENTS_PER_SECOND, warmUp, progress).run(listening);
            var all = outcome.quantiles();
            progress.say(String.format(
                    Locale.ROOT,
                    "  p50 %.1f ms, p99 %.1f ms, longest %.1f ms of %d; %s",
                    all.at(0.5),
                    all.at(0.99),
                    all.longest(),
                    all.count(),
                    outcome.judgement()));
            progress.say("  cores: " + outcome.cpu());
            return outcome;
        } finally {
            for (var each : listening) {
                each.reader().close();
            }
        }
    }

    private Comparison.Outcome comparison() throws IOException, Lacking, InterruptedException {
        progress.say("a dataset of " + lengths.files() + " files is compared with the catalogue, "
                + lengths.comparisons() + " times");
        var outcome = new Comparison(stage, lengths.files(), lengths.comparisons(), progress).run();
        progress.say(String.format(
                Locale.ROOT,
                "  medians: compared in %.0f ms, listed alone in %.0f ms",
                outcome.compared().at(0.5),
                outcome.listed().at(0.5)));
        return outcome;
    }

    private Hops.Outcome hops(String token) throws IOException, InterruptedException {
        progress.say("one event at a time: " + lengths.hops() + " over a bare topic and " + lengths.hops()
                + " through the feed, by turns");
        stage.createTopic(BARE_HOP);
        var hops = new Hops(stage, lengths.hops(), WARM_UP_HOPS);
        var fed = new Announcements(hops.announcements(), "HOP", clock);
        var plain = new Announcements(hops.announcements(), "BAREHOP", clock);
        try (var toFeed = new Announcer(stage.brokers(), fed, Announcer::announcementTopic);
                var toTopic = new Announcer(stage.brokers(), plain, event -> BARE_HOP);
                var bare = KafkaReader.start("bare", stage.brokers(), List.of(BARE_HOP), EVERYTHING, toTopic::number);
                var sse = SseReader.start("sse", stage.service(), token, EVERYTHING, toFeed::number);
                var kafka = KafkaReader.start("kafka", stage.brokers(), feedTopics(), EVERYTHING, toFeed::number)) {
            toFeed.warm();
            toTopic.warm();
            var outcome = hops.run(toTopic, bare, toFeed, sse, kafka);
            progress.say(String.format(
                    Locale.ROOT,
                    "  medians: bare %.2f ms, server-sent events %.2f ms, Kafka %.2f ms",
                    Quantiles.of(outcome.bare()).at(0.5),
                    Quantiles.of(outcome.sse()).at(0.5),
                    Quantiles.of(outcome.kafka()).at(0.5)));
            return outcome;
        }
    }

    private static List<Row> rows(
            Load.Outcome loaded, Load.Outcome bare, Hops.Outcome hops, Comparison.Outcome comparison) {
        double hop = Quantiles.of(hops.bare()).at(0.5);
        return List.of(
                Row.atMost(
                        "events missing, extra, repeated or misordered at 60 readers, count; peer: at 60 of bare Kafka",
                        loaded.judgement().faults(),
                        (double) bare.judgement().faults(),
                        0),
                Row.atMost(
                        "announcement to reader, p99 at 100 events/s, ms; peer: bare Kafka, as many readers",
                        loaded.quantiles().at(0.99),
                        bare.quantiles().at(0.99),
                        LONGEST_P99_MILLIS),
                Row.atMost(
                        "the same, p99 of the slowest of 60 readers, ms; peer: bare Kafka's slowest",
                        slowest(loaded),
                        slowest(bare),
                        LONGEST_P99_MILLIS),
                Row.atMost(
                        "added to a bare Kafka hop, median at 1 event/s, server-sent events, ms; peer: the hop",
                        hops.added(hops.sse()).at(0.5),
                        hop,
                        LONGEST_ADDED_MILLIS),
                Row.atMost(
                        "added to a bare Kafka hop, median at 1 event/s, Kafka, ms; peer: the hop",
                        hops.added(hops.kafka()).at(0.5),
                        hop,
                        LONGEST_ADDED_MILLIS),
                Row.atMost(
                        "100,000 files compared with the catalogue, median, ms; peer: their list alone, streamed",
                        comparison.compared().at(0.5),
                        comparison.listed().at(0.5),
                        LONGEST_COMPARISON_MILLIS));
    }

    private static double slowest(Load.Outcome outcome) {
        return outcome.latencies().stream()
                .filter(each -> each.length > 0) // what some want is over before it is measured
                .mapToDouble(each -> new Quantiles(each).at(0.99))
                .max()
                .orElseThrow();
    }

    private static Map<String, Object> experiments() {
        var experiments = new LinkedHashMap<String, Object>();
        for (var experiment : Announcements.EXPERIMENTS) {
            var scopes = Announcements.SCOPES.stream()
                    .filter(scope -> Announcements.experiment(scope).equals(experiment))
                    .toList();
            var open = scopes.stream()
                    .map(scope -> scope + ":*_" + Announcements.PUBLIC_KIND + "_*")
                    .toList();
            experiments.put(experiment, Map.of("scopes", scopes, "public-datasets", open));
        }
        return experiments;
    }

    private static List<String> feedTopics() {
        return Announcements.EXPERIMENTS.stream()
                .flatMap(each -> FeedStage.eventTopics(each).stream())
                .toList();
    }

    /** Makes the reader at each place. */
    private interface Readers {
        Reader start(int place, Filter filter, ToIntFunction<String> numbers) throws IOException;
    }
}
