package org.strainlake.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.strainlake.benchmark.book.BookBenchmark;
import org.strainlake.benchmark.feed.FeedBenchmark;
import org.strainlake.benchmark.feed.FeedBenchmark.Lengths;
import org.strainlake.benchmark.result.Result;
import org.strainlake.benchmark.seal.SealBenchmark;
import org.strainlake.benchmark.stage.BookStage;
import org.strainlake.benchmark.stage.FeedStage;
import org.strainlake.benchmark.stage.Progress;
import org.strainlake.local.Lacking;
import org.strainlake.local.Machine;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code benchmarks/run}: one subcommand for each benchmark. */
@Command(
        name = "benchmarks/run",
        description = "Measures Strainlake on this machine; writes benchmarks/results/NAME.json.",
        subcommands = {BenchmarkCommand.Feed.class, BenchmarkCommand.Seal.class, BenchmarkCommand.Book.class},
        synopsisSubcommandLabel = "BENCHMARK",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 0 every aim is met; 1 one is not, or a part broke; 2 wrong usage;",
            "            3 something the machine lacks, named."
        })
public final class BenchmarkCommand {
    private static final int NOT_MET = 1;
    private static final int MACHINE_LACKS = 3;

    private BenchmarkCommand() {}

    /** Runs the command and exits with its code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new BenchmarkCommand());
    }

    /** {@code benchmarks/run feed}. */
    @Command(
            name = "feed",
            description = "From an announcement to 50 readers of server-sent events and 10 of Kafka.",
            mixinStandardHelpOptions = true)
    static final class Feed implements Callable<Integer> {
        @Option(names = "--quick", description = "a third of the time: to see whether something is wrong")
        private boolean quick;

        private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

        @Override
        public Integer call() throws InterruptedException {
            var directory = path("strainlake.work");
            try (var stage = new FeedStage(path("strainlake.home"), directory, path("strainlake.parts"))) {
                Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(stage::close));
                var rows = new FeedBenchmark(
                                stage, quick ? Lengths.QUICK : Lengths.FULL, new Progress(out), InstantSource.system())
                        .run();
                return tell(
                        new Result(Machine.describe(), "benchmarks/run feed" + (quick ? " --quick" : ""), rows),
                        "feed.json",
                        out);
            } catch (Lacking e) {
                return complain(e, MACHINE_LACKS);
            } catch (IOException e) {
                complain(e, NOT_MET);
                System.err.println("The logs are in " + directory.resolve("logs"));
                return NOT_MET;
            }
        }
    }

    /** {@code benchmarks/run seal}. */
    @Command(
            name = "seal",
            description = "Sealing and opening files, beside the bare cipher.",
            mixinStandardHelpOptions = true)
    static final class Seal implements Callable<Integer> {
        private static final int TURNS = 41;
        private static final int QUICK_TURNS = 11;

        @Option(names = "--quick", description = "a quarter of the turns: to see whether something is wrong")
        private boolean quick;

        private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

        @Override
        public Integer call() {
            try {
                int turns = quick ? QUICK_TURNS : TURNS;
                var rows = new SealBenchmark(turns, path("strainlake.work"), new Progress(out)).run();
                return tell(
                        new Result(Machine.describe(), "benchmarks/run seal" + (quick ? " --quick" : ""), rows),
                        "seal.json",
                        out);
            } catch (IOException e) {
                return complain(e, NOT_MET);
            }
        }
    }

    /** {@code benchmarks/run book}. */
    @Command(
            name = "book",
            description = "Questions to a book that holds the lines of a year.",
            mixinStandardHelpOptions = true)
    static final class Book implements Callable<Integer> {
        @Option(
                names = "--lines",
                description = "lines of the book (default: ${DEFAULT-VALUE})",
                defaultValue = "30000000")
        private long lines;

        private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

        @Override
        public Integer call() throws InterruptedException {
            var directory = path("strainlake.work");
            try (var stage = new BookStage(path("strainlake.home"), directory, path("strainlake.parts"))) {
                Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(stage::close));
                var rows = new BookBenchmark(stage, lines, new Progress(out)).run();
                return tell(
                        new Result(Machine.describe(), "benchmarks/run book --lines " + lines, rows), "book.json", out);
            } catch (Lacking e) {
                return complain(e, MACHINE_LACKS);
            } catch (IOException | SQLException e) {
                complain(e, NOT_MET);
                System.err.println("The logs are in " + directory.resolve("logs"));
                return NOT_MET;
            }
        }
    }

    private static int tell(Result result, String name, PrintStream out) throws IOException {
        var file = path("strainlake.results").resolve(name);
        result.write(file);
        result.lines().forEach(out::println);
        out.println(file);
        return result.met() ? CommandLine.ExitCode.OK : NOT_MET;
    }

    private static int complain(Exception e, int code) {
        System.err.println("benchmarks/run: " + (e.getMessage() == null ? e : e.getMessage()));
        return code;
    }

    private static Path path(String property) {
        var value = System.getProperty(property);
        if (value == null) {
            throw new IllegalStateException(property + " is not set; start with benchmarks/run");
        }
        return Path.of(value);
    }
}
