package org.strainlake.rehearsal.campaign;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.strainlake.local.Lacking;
import org.strainlake.local.Part;
import org.strainlake.rehearsal.fault.FaultJudge;
import org.strainlake.rehearsal.fault.FaultPlan;
import org.strainlake.rehearsal.fault.Incident;
import org.strainlake.rehearsal.fault.NamedDeviation;
import org.strainlake.rehearsal.fault.Saboteur;
import org.strainlake.rehearsal.stage.Layout;
import org.strainlake.rehearsal.stage.Stage;
import org.strainlake.rehearsal.verdict.Book;
import org.strainlake.rehearsal.verdict.DeliveredFiles;
import org.strainlake.rehearsal.verdict.EmbargoTrial;
import org.strainlake.rehearsal.verdict.FaultTrial;
import org.strainlake.rehearsal.verdict.LakeContent;
import org.strainlake.rehearsal.verdict.LeftOut;
import org.strainlake.rehearsal.verdict.Leg;
import org.strainlake.rehearsal.verdict.SealedDay;
import org.strainlake.rehearsal.verdict.Verdict;
import org.strainlake.token.TokenSource;
import tools.jackson.databind.JsonNode;

/** The course of one rehearsal on a stage that stands: warm-up, run, waiting for the book, verdict. */
public final class Rehearsal {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    /** A look costs the services a little; a run in real time is disturbed as rarely as may be. */
    private static final Duration BETWEEN_LOOKS_IN_RUN = Duration.ofSeconds(1);

    private static final Duration LONGEST_WARM_UP = Duration.ofMinutes(2);
    /** How long a service may be away in which faults are made. */
    private static final Duration LONGEST_ABSENCE = Duration.ofMinutes(1);

    /** How long a fault may take to be told to the book. */
    private static final Duration LONGEST_TELLING = Duration.ofSeconds(20);

    private static final Duration LONGEST_STANDSTILL = Duration.ofMinutes(2);
    private static final int WARM_UP_CHUNKS = 250;
    private static final int PACED_WARM_UP_CHUNKS = 40;
    private static final double PACED_WARM_UP_SPEED = 10;
    private static final int SETTLED_AFTER_CHUNKS = 1000;

    private final RehearsalOptions options;
    private final Path source;
    private final Stage stage;
    private final Layout layout;
    private final Progress progress;
    private final InstantSource clock;
    private final Api uploader;
    private final Api downloader;
    private final Api latency;
    private final HttpClient http;
    private final Map<String, Long> settledRss = new LinkedHashMap<>();

    /**
     * A rehearsal.
     *
     * @param source GWOSC HDF5 file to replay
     */
    public Rehearsal(
            RehearsalOptions options, Path source, Stage stage, Layout layout, Progress progress, InstantSource clock)
            throws IOException {
        this.options = options;
        this.source = source;
        this.stage = stage;
        this.layout = layout;
        this.progress = progress;
        this.clock = clock;
        this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        var tokens = stage.tokens();
        this.uploader = api(Stage.UPLOADER, tokens);
        this.downloader = api(Stage.DOWNLOADER, tokens);
        this.latency = api(Stage.LATENCY, tokens);
    }

    private Api api(String service, TokenSource tokens) {
        return new Api(
                http,
                stage.url(service),
                stage.audience(service),
                tokens,
                options.faults() == null ? Duration.ZERO : LONGEST_ABSENCE);
    }

    /**
     * Plays it to its end.
     *
     * @param begun when the whole rehearsal was started, building the stage included
     * @throws IOException if a part stops answering or refuses
     */
    public Outcome play(Instant begun) throws IOException, InterruptedException, Lacking {
        var embargo = options.embargo() ? new EmbargoCampaign(http, stage, clock) : null;
        if (embargo != null) {
            progress.step("putting the stream under an embargo");
            embargo.begin();
        }
        progress.step("warming up");
        warmUp();
        Play.Begun begunRun;
        Instant firstDelivered;
        List<Incident> incidents;
        long chunks;
        var play = play();
        try (play) {
            progress.step(play.what());
            begunRun = play.begin();
            try (var saboteur = saboteur(begunRun)) {
                firstDelivered = follow(play);
                incidents = saboteur == null ? List.of() : saboteur.end();
            }
            progress.step("closing the book");
            chunks = play.end(() -> delivered(Stage.FOLLOW));
        }
        var run = begunRun.run();
        long written = chunks - options.leftOut().size();
        var book = close(run, written);
        var follower = follower(book);
        uploader.download("/v1/chunks?run=" + encoded(run), layout.chunks());
        latency.download("/v1/books/" + encoded(run) + "/lines?follower=" + Stage.FOLLOW, layout.lines());
        var counts = counts(follower.path("book"));
        var files = DeliveredFiles.compare(layout.delivered(), layout.chunks(), options.keep());
        var times = Times.of(layout.lines());
        progress.step("asking the lake what it holds");
        var lake = lake();
        var faults = options.faults() == null ? null : judge(options.faults(), run, incidents);
        var leftOut = options.live() ? LeftOut.of(options.leftOutGps(begunRun.firstGps()), layout.lines()) : null;
        var others = leftOut == null ? counts : counts.without(leftOut.found().size());
        var verdict = faults == null
                ? Verdict.of(written, others, files, lake.content())
                : Verdict.of(written, others, files, lake.content(), faults);
        if (leftOut != null) {
            verdict = verdict.and(leftOut);
            progress.step("fetching what the storage holds");
            StoredFiles.fetch(stage, layout.stored());
        }
        var sealedDays = sealedDays(book, run, chunks);
        verdict = verdict.and(sealedDays, counts);
        @Nullable EmbargoTrial trial = null;
        if (embargo != null) {
            progress.step("trying the embargo, and releasing it");
            trial = embargo.run(run, layout.chunks(), layout.delivered());
            verdict = verdict.and(trial, options.chunks());
        }
        return new Outcome(
                run,
                begun,
                Duration.between(begun, times.firstDelivered().orElse(firstDelivered)),
                times.duration(),
                times.attachedPerSecond(),
                lake,
                play.sourceName(),
                counts,
                files,
                legs(follower.path("legs")),
                memory(),
                layout.lines(),
                sealedDays,
                trial,
                faults,
                leftOut,
                verdict);
    }

    private List<SealedDay> sealedDays(JsonNode book, String run, long chunks)
            throws IOException, InterruptedException {
        var seals = new DaySeals(latency, clock);
        var judged = new ArrayList<SealedDay>();
        for (var day : seals.over(book, chunks)) {
            progress.step("waiting for the seal of " + day);
            judged.add(
                    seals.judge(day, run, layout.sealed().resolve(day.toString()), layout.delivered(), options.keep()));
        }
        return judged;
    }

    /** Who makes the faults of the plan, already at it; null if there is no plan. */
    private @Nullable Saboteur saboteur(Play.Begun run) throws IOException, InterruptedException {
        var plan = options.faults();
        if (plan == null) {
            return null;
        }
        var saboteur = new Saboteur(
                plan,
                stage,
                http,
                clock,
                options.speed().orElseThrow(),
                layout.delivered(),
                Set.copyOf(options.leftOut()));
        saboteur.begin(run.at(), run.firstGps());
        return saboteur;
    }

    /** What a service tells last may come a little after the last chunk. */
    private FaultTrial judge(FaultPlan plan, String run, List<Incident> incidents)
            throws IOException, InterruptedException {
        var deadline = clock.instant().plus(LONGEST_TELLING);
        while (true) {
            var answer = latency.get("/v1/books/" + encoded(run) + "/deviations");
            var trial = FaultJudge.judge(plan, incidents, NamedDeviation.of(answer), layout.lines());
            if (trial.agrees() || clock.instant().isAfter(deadline)) {
                return trial;
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    private Outcome.Lake lake() throws IOException, InterruptedException {
        var lake = stage.lake();
        var content = LakeContent.ask(
                stage.dataLake(),
                lake.scope(),
                stage.datasets(),
                lake.rse(),
                stage::near,
                layout.delivered(),
                layout.chunks(),
                options.keep());
        return new Outcome.Lake(
                stage.isRucio() ? "rucio" : "emulator", stage.lakeVersion(), lake.name(), lake.rse(), content);
    }

    /** First as fast as possible, so that all code runs often, then paced, as the run will be. */
    private void warmUp() throws IOException, InterruptedException, Lacking {
        warmUp(
                order(Stage.WARM_UP_STREAM, "sequential", "max", WARM_UP_CHUNKS, "now", false, stage.tag() + "A"),
                WARM_UP_CHUNKS);
        if (options.speed().isPresent()) {
            warmUp(
                    order(
                            Stage.WARM_UP_STREAM,
                            "sequential",
                            PACED_WARM_UP_SPEED,
                            PACED_WARM_UP_CHUNKS,
                            "now",
                            false,
                            stage.tag() + "B"),
                    WARM_UP_CHUNKS + PACED_WARM_UP_CHUNKS);
        }
    }

    private void warmUp(ReplayOrder order, long deliveredInAll) throws IOException, InterruptedException, Lacking {
        var replay = uploader.post("/v1/replays", order);
        var path = ReplayPlay.path(replay);
        var deadline = clock.instant().plus(LONGEST_WARM_UP);
        while (delivered(Stage.WARM_UP_FOLLOW) < deliveredInAll || ReplayPlay.isRunning(uploader.get(path))) {
            stage.check();
            if (clock.instant().isAfter(deadline)) {
                throw new IOException("the warm-up did not end: " + uploader.get(path));
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    private ReplayOrder order(
            String stream, String sequence, Object speed, long chunks, String gps, boolean booked, String tag) {
        return new ReplayOrder(
                stream, source.toAbsolutePath().toString(), sequence, options.seed(), speed, gps, chunks, booked, tag);
    }

    private Play play() throws IOException {
        return options.live()
                ? new LivePlay(options, stage, layout, Source.describe(source), uploader, latency, clock)
                : new ReplayPlay(
                        uploader,
                        order(
                                Stage.STREAM,
                                options.randomOrder() ? "random" : "sequential",
                                options.speed().isPresent() ? options.speed().getAsDouble() : "max",
                                options.chunks(),
                                options.gps(),
                                true,
                                stage.tag()),
                        clock);
    }

    private Instant follow(Play play) throws IOException, InterruptedException, Lacking {
        @Nullable Instant first = null;
        long last = -1;
        var standstill = clock.instant();
        while (true) {
            stage.check();
            var state = play.state();
            long delivered = delivered(Stage.FOLLOW);
            var now = clock.instant();
            if (first == null && delivered > 0) {
                first = now;
            }
            long moved = delivered + state.moved();
            if (moved != last) {
                last = moved;
                standstill = now;
            }
            rememberMemory(delivered);
            progress.delivered(delivered, options.deliverable(), state.detail());
            boolean ended = !state.running();
            if ((ended && delivered >= options.deliverable())
                    || Duration.between(standstill, now).compareTo(LONGEST_STANDSTILL) > 0) {
                return first == null ? now : first;
            }
            Thread.sleep(options.speed().isPresent() ? BETWEEN_LOOKS_IN_RUN : BETWEEN_LOOKS);
        }
    }

    private JsonNode close(String run, long written) throws IOException, InterruptedException, Lacking {
        var path = "/v1/books/" + encoded(run);
        var deadline = clock.instant().plus(Duration.ofSeconds(30));
        while (clock.instant().isBefore(deadline)) {
            stage.check();
            var book = latency.get(path);
            if (isComplete(book, written)) {
                return book;
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
        latency.post(path + "/closure", null);
        return latency.get(path);
    }

    /** Also what was under way when a live run's book was closed is told to it. */
    private boolean isComplete(JsonNode book, long written) {
        for (var follower : book.path("followers")) {
            if (Stage.FOLLOW.equals(follower.path("follower").asString())) {
                var counts = follower.path("book");
                return counts.path("closed").asBoolean()
                        && counts.path("lost").asLong() <= options.leftOut().size()
                        && leg(follower, "stored-attached") == written;
            }
        }
        return false;
    }

    private static long leg(JsonNode follower, String name) {
        for (var leg : follower.path("legs")) {
            if (name.equals(leg.path("name").asString())) {
                return leg.path("count").asLong();
            }
        }
        return 0;
    }

    private long delivered(String follow) throws IOException, InterruptedException {
        return downloader.get("/v1/follows/" + follow).path("delivered").asLong();
    }

    private static JsonNode follower(JsonNode book) throws IOException {
        for (var follower : book.path("followers")) {
            if (Stage.FOLLOW.equals(follower.path("follower").asString())) {
                return follower;
            }
        }
        throw new IOException("the book knows no follower " + Stage.FOLLOW + ": " + book);
    }

    private static Book counts(JsonNode book) {
        return new Book(
                book.path("expected").asLong(),
                book.path("delivered").asLong(),
                book.path("late").asLong(),
                book.path("lost").asLong(),
                book.path("corrupted").asLong(),
                book.path("withheld").asLong(),
                book.path("pending").asLong(),
                book.path("closed").asBoolean());
    }

    private static List<Leg> legs(JsonNode legs) {
        var all = new ArrayList<Leg>();
        for (var leg : legs) {
            all.add(new Leg(
                    leg.path("name").asString(),
                    leg.path("count").asLong(),
                    leg.path("meanMs").asDouble(),
                    leg.path("p50Ms").asDouble(),
                    leg.path("p90Ms").asDouble(),
                    leg.path("p99Ms").asDouble(),
                    leg.path("maxMs").asDouble(),
                    leg.path("negative").asLong()));
        }
        return all;
    }

    private void rememberMemory(long delivered) {
        for (var part : stage.parts()) {
            part.rssBytes();
            if (delivered >= SETTLED_AFTER_CHUNKS) {
                settledRss.putIfAbsent(part.name(), part.peakRssBytes());
            }
        }
    }

    private List<Outcome.Memory> memory() {
        var memory = new ArrayList<Outcome.Memory>();
        for (Part part : stage.parts()) {
            part.rssBytes();
            memory.add(new Outcome.Memory(
                    part.name(),
                    Stage.SERVICES.contains(part.name()),
                    options.chunks() > SETTLED_AFTER_CHUNKS ? settledRss.getOrDefault(part.name(), 0L) : 0,
                    part.peakRssBytes()));
        }
        return memory;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
