package org.strainlake.rehearsal;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.strainlake.local.Lacking;
import org.strainlake.rehearsal.campaign.LeftOutDraw;
import org.strainlake.rehearsal.campaign.Outcome;
import org.strainlake.rehearsal.campaign.Rehearsal;
import org.strainlake.rehearsal.campaign.RehearsalOptions;
import org.strainlake.rehearsal.campaign.Source;
import org.strainlake.rehearsal.fault.FaultPlan;
import org.strainlake.rehearsal.fault.PlannedFault;
import org.strainlake.rehearsal.report.ReportWriter;
import org.strainlake.rehearsal.report.TerminalProgress;
import org.strainlake.rehearsal.stage.LakeDescription;
import org.strainlake.rehearsal.stage.LakeFile;
import org.strainlake.rehearsal.stage.Layout;
import org.strainlake.rehearsal.stage.Stage;
import org.strainlake.rehearsal.stage.StageOptions;
import org.strainlake.rehearsal.stage.TestBed;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code ./rehearse}: a dress rehearsal of the whole suite on this machine. */
@Command(
        name = "rehearse",
        description = "Moves strain through the whole suite on this machine and says whether the book closes.",
        sortOptions = false,
        usageHelpAutoWidth = true,
        footer = {
            "",
            "Exit codes: 0 the book closes with nothing lost, late or corrupted (with --faults: but for what they",
            "            explain, and the book names each fault and no other; with --leave-out: but for those",
            "            seconds, of which the book says that they are lost, absent at the source); 1 it does not;",
            "            2 wrong usage; 3 something the machine lacks, named."
        })
public final class RehearseCommand implements Callable<Integer> {
    private static final String EMULATOR = "emulator";
    private static final String TEST_BED = "testbed";
    private static final int BOOK_DOES_NOT_CLOSE = 1;
    private static final int MACHINE_LACKS = 3;

    /** The book takes a stream for live whose first file comes within ten minutes of its own end. */
    private static final int MOST_SECONDS_OFF_THE_CLOCK = 540;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by the command line library
    private CommandLine.Model.CommandSpec spec;

    @ArgGroup
    private Length length = new Length();

    @Option(
            names = "--speed",
            paramLabel = "X|max",
            defaultValue = "1",
            converter = Speed.Converter.class,
            description = "times real time, or as fast as possible (default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // has a default
    private Speed speed;

    @Option(
            names = "--source",
            paramLabel = "FILE.hdf5",
            description =
                    "GWOSC HDF5 file to replay; without it strain with the noise shape of O2 Virgo data is generated")
    private @Nullable Path source;

    @Option(
            names = "--order",
            paramLabel = "ORDER",
            defaultValue = "sequential",
            description = "sequential, or random: drawn with replacement (default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // has a default
    private Order order;

    @Option(
            names = "--gps",
            paramLabel = "now|keep|START",
            defaultValue = "now",
            description =
                    "GPS time of the first chunk: the present, the source's own, or a GPS second (default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // has a default
    private String gps;

    @Option(
            names = "--live",
            description = {
                "instead of a replay, write a file a second into a directory that the uploader watches;",
                "each sample is its GPS time"
            })
    private boolean live;

    @Option(
            names = "--leave-out",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "N seconds of --live, drawn by --seed, are not written: the book must name each of them and no other")
    private int leaveOut;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "seed of random draws, generated strain, drawn faults and seconds left out (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--lake",
            paramLabel = "emulator|testbed|URL",
            defaultValue = "emulator",
            description = {
                "the stand-in; the test bed in testbed/, started if it is not up;",
                "or a Rucio at URL, described by --config (default: ${DEFAULT-VALUE})"
            })
    @SuppressWarnings("NullAway.Init") // has a default
    private String lake;

    @Option(names = "--config", paramLabel = "FILE", description = "lake file that describes the Rucio at URL")
    private @Nullable Path config;

    @Option(
            names = "--wan",
            paramLabel = "DELAY",
            defaultValue = "0ms",
            converter = DelayConverter.class,
            description = "one-way delay on every hop between sites, such as 25ms (default: none)")
    @SuppressWarnings("NullAway.Init") // has a default
    private Duration wan;

    @Option(names = "--sealed", description = "seal the stream, so that its bytes lie in the lake encrypted")
    private boolean sealed;

    @Option(
            names = "--embargo",
            description =
                    "seal the stream and put it under an embargo: an insider reads, an outsider tries, then it is released")
    private boolean embargo;

    @Option(
            names = "--keep",
            paramLabel = "N",
            defaultValue = "0",
            description = "the delivered directory keeps the newest N chunks (default: all)")
    private int keep;

    @Option(
            names = "--faults",
            paramLabel = "PLAN.yaml|all",
            description = {
                "make what the plan says go wrong, or one fault of each kind, drawn by --seed:",
                "the book must name each of them and no other"
            })
    private @Nullable String faults;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            defaultValue = "rehearsal-report",
            description = "where report.json, report.html and the delivered files go (default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // has a default
    private Path report;

    @Option(names = "--keep-running", description = "leave everything up after the report until Ctrl-C")
    private boolean keepRunning;

    @Option(names = "--train", hidden = true, description = "record the caches that shorten later starts")
    private boolean train;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this and exit")
    @SuppressWarnings("UnusedVariable") // the command line library reads it
    private boolean help;

    private final PrintStream out;

    private RehearseCommand(PrintStream out) {
        this.out = out;
    }

    /** Runs the command and exits with its code. */
    public static void main(String[] arguments) {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.exit(commandLine(out).execute(arguments));
    }

    static CommandLine commandLine(PrintStream out) {
        return new CommandLine(new RehearseCommand(out)).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public Integer call() throws InterruptedException {
        var begun = begun();
        var options = options();
        var layout = new Layout(options.report().toAbsolutePath().normalize());
        Path strain;
        @Nullable LakeDescription outside;
        try {
            Source.check(options);
            outside = lakeFile();
            layout.prepare();
            strain = Source.prepare(options, layout);
        } catch (IOException | IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        return rehearse(options, layout, strain, outside, begun);
    }

    private int rehearse(
            RehearsalOptions options, Layout layout, Path strain, @Nullable LakeDescription outside, Instant begun)
            throws InterruptedException {
        try (var progress = new TerminalProgress(out, onTerminal())) {
            var home = home();
            var bed = TEST_BED.equals(lake) ? testBed() : null;
            var lakeThere = bed == null ? outside : up(bed, progress);
            var needs = new StageOptions(
                    options.wanDelay(),
                    options.sealed(),
                    options.embargo(),
                    options.faults() == null ? Set.of() : options.faults().needs(),
                    options.live(),
                    options.keep(),
                    train);
            try (var stage = new Stage(layout, home, needs, lakeThere, bed)) {
                return play(options, layout, strain, stage, progress, begun);
            }
        } catch (Lacking e) {
            complain(e.getMessage());
            return MACHINE_LACKS;
        } catch (IOException e) {
            complain((e.getMessage() == null ? e.toString() : e.getMessage()) + "\nThe logs are in " + layout.logs());
            return BOOK_DOES_NOT_CLOSE;
        }
    }

    private int play(
            RehearsalOptions options, Layout layout, Path strain, Stage stage, TerminalProgress progress, Instant begun)
            throws IOException, Lacking, InterruptedException {
        var ending = Thread.ofPlatform().unstarted(stage::end);
        Runtime.getRuntime().addShutdownHook(ending);
        progress.step(
                stage.isRucio()
                        ? "looking at the lake, starting PostgreSQL, Kafka and the four services"
                        : "starting PostgreSQL, Kafka, the lake and the four services");
        stage.start(Source.describe(strain), strain);
        var rehearsal = new Rehearsal(options, strain, stage, layout, progress, InstantSource.system());
        var outcome = rehearsal.play(begun);
        progress.step("writing the report");
        ReportWriter.write(options, outcome, commandLine(), stage.services());
        tell(options, layout, outcome);
        if (options.keepRunning()) {
            stage.hints().forEach(out::println);
            new CountDownLatch(1).await(); // until Ctrl-C
        }
        stage.end();
        if (outcome.verdict().succeeded()) {
            Layout.remove(layout.state());
        }
        return outcome.verdict().succeeded() ? CommandLine.ExitCode.OK : BOOK_DOES_NOT_CLOSE;
    }

    private static LakeDescription up(TestBed bed, TerminalProgress progress)
            throws IOException, Lacking, InterruptedException {
        progress.step("starting the test bed");
        return bed.up(line -> progress.step("  " + line));
    }

    private static TestBed testBed() throws Lacking {
        var checkout = System.getProperty("strainlake.checkout");
        if (checkout == null) {
            throw new Lacking("the checkout that holds the test bed; start with ./rehearse");
        }
        return new TestBed(Path.of(checkout));
    }

    /** The lake that the user described; null for the stand-in and the test bed. */
    private @Nullable LakeDescription lakeFile() throws IOException {
        boolean known = EMULATOR.equals(lake) || TEST_BED.equals(lake);
        if (!EMULATOR.equals(lake) && embargo) {
            throw new IllegalArgumentException(
                    "--embargo needs an outsider, whom the stand-in's issuer knows, not --lake " + lake);
        }
        if (!EMULATOR.equals(lake) && !wan.isZero()) {
            throw new IllegalArgumentException("--wan plays distance to the stand-in only, not to --lake " + lake);
        }
        if (known) {
            if (config != null) {
                throw new IllegalArgumentException("--config goes with --lake URL, not with --lake " + lake);
            }
            return null;
        }
        if (!lake.matches("https?://[^/]+.*")) {
            throw new IllegalArgumentException("--lake takes emulator, testbed or an http or https URL, not " + lake);
        }
        if (config == null) {
            throw new IllegalArgumentException("--lake URL needs --config FILE, which says what else to know of it");
        }
        return LakeFile.read(config, URI.create(lake));
    }

    private RehearsalOptions options() {
        if (order == Order.RANDOM && "keep".equals(gps)) {
            throw new ParameterException(
                    spec.commandLine(), "--order random draws seconds again and again: it cannot keep their GPS times");
        }
        if (!gps.matches("now|keep|\\d{1,10}")) {
            throw new ParameterException(spec.commandLine(), "--gps takes now, keep or a GPS second, not " + gps);
        }
        long chunks = length.chunks != null ? length.chunks : length.seconds != null ? length.seconds : 60;
        if (chunks < 1) {
            throw new ParameterException(spec.commandLine(), "a rehearsal has at least one chunk, not " + chunks);
        }
        if (keep < 0) {
            throw new ParameterException(spec.commandLine(), "--keep takes a number of chunks, not " + keep);
        }
        checkLive(chunks);
        var plan = faultPlan(chunks);
        return new RehearsalOptions(
                chunks,
                speed.times(),
                source,
                order == Order.RANDOM,
                gps,
                seed,
                wan,
                sealed || embargo,
                embargo,
                keep,
                plan,
                live,
                leftOut(chunks, plan),
                report,
                keepRunning);
    }

    private void checkLive(long chunks) {
        if (leaveOut < 0) {
            throw wrong("--leave-out takes a number of seconds, not " + leaveOut);
        }
        if (!live) {
            if (leaveOut > 0) {
                throw wrong("--leave-out goes with --live: of a replay every second is written");
            }
            return;
        }
        if (source != null || order != Order.SEQUENTIAL || !"now".equals(gps)) {
            throw wrong("--live makes its own strain, by the clock: it goes without --source, --order and --gps");
        }
        if (sealed || embargo || keep != 0) {
            throw wrong("--live keeps every file in the clear: it goes without --sealed, --embargo and --keep");
        }
        double times = speed.times().orElseThrow(() -> wrong("--live needs a pace, not --speed max"));
        if (Math.abs(chunks - chunks / times) > MOST_SECONDS_OFF_THE_CLOCK) {
            throw wrong("--live keeps near the clock: at --speed " + times + " its first second would be "
                    + Math.round(Math.abs(chunks - chunks / times)) + " s away, "
                    + MOST_SECONDS_OFF_THE_CLOCK + " s at most are taken for live");
        }
    }

    private List<Long> leftOut(long chunks, @Nullable FaultPlan plan) {
        try {
            var taken = plan == null
                    ? Set.<Long>of()
                    : plan.faults().stream().map(PlannedFault::chunk).collect(Collectors.toSet());
            return LeftOutDraw.draw(seed, leaveOut, chunks, taken);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private ParameterException wrong(String usage) {
        return new ParameterException(spec.commandLine(), usage);
    }

    private @Nullable FaultPlan faultPlan(long chunks) {
        if (faults == null) {
            return null;
        }
        try {
            boolean standIn = EMULATOR.equals(lake);
            if (!standIn && !TEST_BED.equals(lake)) {
                throw new IllegalArgumentException("--faults are made in the stand-in or the test bed, not in " + lake);
            }
            if (embargo) {
                throw new IllegalArgumentException("--faults and --embargo are rehearsed apart");
            }
            if (keep != 0 || !"now".equals(gps)) {
                throw new IllegalArgumentException("--faults goes with --gps now and without --keep");
            }
            double times = speed.times()
                    .orElseThrow(() -> new IllegalArgumentException("--faults needs a pace, not --speed max"));
            return "all".equals(faults)
                    ? FaultPlan.all(standIn, seed, chunks, times)
                    : FaultPlan.read(standIn, Path.of(faults), chunks, times);
        } catch (IOException | IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void tell(RehearsalOptions options, Layout layout, Outcome outcome) {
        out.println();
        ReportWriter.lines(options, outcome).forEach(out::println);
        out.println("report    " + layout.root().resolve("report.html"));
        out.println("files     " + layout.delivered());
    }

    private static boolean onTerminal() {
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }

    private void complain(@Nullable String message) {
        spec.commandLine().getErr().println("rehearse: " + message);
        spec.commandLine().getErr().flush();
    }

    /** When the user pressed return: the script hands it over, so that the start of this Java counts too. */
    private static Instant begun() {
        var millis = System.getProperty("strainlake.begun");
        return millis == null ? InstantSource.system().instant() : Instant.ofEpochMilli(Long.parseLong(millis));
    }

    private Path home() throws Lacking {
        var home = System.getProperty("strainlake.home");
        if (home == null || !Files.isDirectory(Path.of(home))) {
            throw new Lacking("the built programs; start with ./rehearse, which builds them");
        }
        return Path.of(home);
    }

    private String commandLine() {
        return "./rehearse "
                + String.join(" ", spec.commandLine().getParseResult().originalArgs());
    }

    /** How long the rehearsal is. */
    private static final class Length {
        @Option(
                names = "--seconds",
                paramLabel = "N",
                required = true,
                description = "seconds of strain to move (default: 60)")
        private @Nullable Long seconds;

        @Option(
                names = "--chunks",
                paramLabel = "N",
                required = true,
                description = "the same, told in chunks of one second")
        private @Nullable Long chunks;
    }

    /** Order of the replayed seconds. */
    private enum Order {
        SEQUENTIAL,
        RANDOM
    }

    /** Pace of the replay. */
    private record Speed(OptionalDouble times) {
        static final class Converter implements ITypeConverter<Speed> {
            @Override
            public Speed convert(String value) {
                if ("max".equals(value)) {
                    return new Speed(OptionalDouble.empty());
                }
                try {
                    double times = Double.parseDouble(value);
                    if (times > 0 && times <= 10_000) {
                        return new Speed(OptionalDouble.of(times));
                    }
                } catch (NumberFormatException e) {
                    // told below
                }
                throw new TypeConversionException("'" + value + "' is neither max nor a number from 0 to 10000");
            }
        }
    }

    /** Durations such as {@code 25ms}. */
    private static final class DelayConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            try {
                var delay = DurationStyle.SIMPLE.parse(value);
                if (!delay.isNegative() && delay.compareTo(Duration.ofSeconds(10)) <= 0) {
                    return delay;
                }
            } catch (IllegalArgumentException e) {
                // told below
            }
            throw new TypeConversionException("'" + value + "' is no delay such as 25ms, at most 10s");
        }
    }
}
