package org.strainlake.rehearsal.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.strainlake.local.Machine;
import org.strainlake.rehearsal.campaign.Outcome;
import org.strainlake.rehearsal.campaign.RehearsalOptions;
import org.strainlake.rehearsal.verdict.Leg;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes {@code report.json} and {@code report.html}, which needs nothing beside it. */
public final class ReportWriter {
    private static final String WEB_JAR = "/META-INF/resources/webjars/uplot/";
    private static final int MOST_COMPLAINTS = 20;
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private ReportWriter() {}

    /**
     * Writes both files.
     *
     * @param command the command line, for whoever repeats it
     * @param services address of each service: name, url, managementUrl
     */
    public static void write(
            RehearsalOptions options, Outcome outcome, String command, List<Map<String, String>> services)
            throws IOException {
        var report = report(options, outcome, command, services);
        Files.writeString(options.report().resolve("report.json"), JSON.writeValueAsString(report) + "\n");
        Map<String, Object> data = new LinkedHashMap<>(Charts.of(outcome.lines()));
        data.put("report", report);
        var page = text("/report/report.html")
                .replace("{{run}}", outcome.run())
                .replace("{{uplot.css}}", webJar("uPlot.min.css"))
                .replace("{{uplot.js}}", webJar("uPlot.iife.min.js"))
                .replace("{{report.js}}", text("/report/report.js"))
                .replace("{{data}}", embedded(data));
        Files.writeString(options.report().resolve("report.html"), page);
    }

    /** The report as lines for a terminal. */
    public static List<String> lines(RehearsalOptions options, Outcome outcome) {
        var lines = new ArrayList<String>();
        var book = outcome.book();
        lines.add(String.format(
                Locale.ROOT,
                "book      expected %d = delivered %d + late %d + lost %d + corrupted %d + withheld %d + pending %d",
                book.expected(),
                book.delivered(),
                book.late(),
                book.lost(),
                book.corrupted(),
                book.withheld(),
                book.pending()));
        lines.add("legs      "
                + String.format(Locale.ROOT, "%-19s %8s %8s %8s %8s", "", "p50 ms", "p90 ms", "p99 ms", "max ms"));
        for (var leg : outcome.legs()) {
            lines.add("          "
                    + String.format(
                            Locale.ROOT,
                            "%-19s %8.1f %8.1f %8.1f %8.1f",
                            leg.name(),
                            leg.p50Ms(),
                            leg.p90Ms(),
                            leg.p99Ms(),
                            leg.maxMs()));
        }
        lines.add(String.format(
                Locale.ROOT,
                "rate      %.1f chunks/s, %.2f MB/s, %.1f files/s attached; first chunk delivered %.1f s after the start",
                chunksPerSecond(outcome),
                bytesPerSecond(outcome) / 1e6,
                outcome.attachedPerSecond(),
                outcome.untilFirstDelivered().toMillis() / 1000.0));
        leg(outcome, "created-stored")
                .ifPresent(upload -> leg(outcome, "created-delivered")
                        .ifPresent(whole -> lines.add(String.format(
                                Locale.ROOT,
                                "before    upload 1900 ms (mean), now %.1f ms; in all 8200 ms (median), now %.1f ms",
                                upload.meanMs(),
                                whole.p50Ms()))));
        var lake = outcome.lake();
        var content = lake.content();
        lines.add(String.format(
                Locale.ROOT,
                "lake      %s, %s %s; %d files in %d datasets, %d the same in catalogue, storage and delivered",
                lake.name(),
                lake.kind(),
                lake.version(),
                content.files(),
                content.datasets(),
                content.agreed()));
        var trial = outcome.embargo();
        if (trial != null) {
            lines.add(String.format(
                    Locale.ROOT,
                    "embargo   insider read %d; %d withheld from the outsider, who tried %d times and learned %d; %d traces",
                    trial.insiderRead(),
                    trial.outsiderWithheld(),
                    trial.outsiderAttempts(),
                    trial.outsiderLearned(),
                    trial.traces().size()));
            lines.add(String.format(
                    Locale.ROOT,
                    "          released %s, then anybody read %d and the outsider received %d",
                    trial.releasedAt(),
                    trial.anonymousRead(),
                    trial.outsiderDelivered()));
        }
        for (var day : outcome.sealedDays()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "sealed    %s, %d sums, %d of them those of the delivered files",
                    day.day(),
                    day.sums(),
                    day.agreed()));
        }
        var faults = outcome.faults();
        if (faults != null) {
            lines.add(String.format(
                    Locale.ROOT,
                    "faults    %d made, %d named by the book; %d more deviations explained by outages",
                    faults.planned().size(),
                    faults.named().size(),
                    faults.consequences().size()));
        }
        var leftOut = outcome.leftOut();
        if (leftOut != null) {
            lines.add(String.format(
                    Locale.ROOT,
                    "left out  %d seconds were not written; %d are lost in the book as absent at the source",
                    leftOut.planned().size(),
                    leftOut.found().size()));
        }
        lines.add("network   " + network(options));
        if (options.chunks() > 1000) {
            outcome.memory().stream()
                    .filter(Outcome.Memory::service)
                    .forEach(memory -> lines.add(String.format(
                            Locale.ROOT,
                            "memory    %-21s peak %4d MB, %+.1f %% after the first thousand chunks",
                            memory.part(),
                            memory.peakRssBytes() / 1_000_000,
                            memory.growthPercent())));
        }
        var complaints = outcome.verdict().complaints();
        complaints.stream().limit(MOST_COMPLAINTS).forEach(complaint -> lines.add("wrong     " + complaint));
        if (complaints.size() > MOST_COMPLAINTS) {
            lines.add("wrong     " + (complaints.size() - MOST_COMPLAINTS) + " more things, see report.json");
        }
        lines.add("verdict   "
                + (outcome.verdict().succeeded()
                        ? succeeded(outcome)
                        : "not everything is as it should be, see above"));
        return lines;
    }

    private static String succeeded(Outcome outcome) {
        var leftOut = outcome.leftOut();
        var but = leftOut == null || leftOut.planned().isEmpty()
                ? ""
                : "; lost are the seconds that were left out, and no others";
        return (outcome.faults() == null
                        ? but.isEmpty()
                                ? "the book closes: nothing lost, late or corrupted"
                                : "the book closes: nothing late or corrupted"
                        : "the book closes, and names every fault and no other")
                + but;
    }

    private static Map<String, Object> report(
            RehearsalOptions options, Outcome outcome, String command, List<Map<String, String>> services) {
        var report = new LinkedHashMap<String, Object>();
        report.put("run", outcome.run());
        report.put("begun", outcome.begun().toString());
        report.put("command", command);
        report.put("machine", Machine.describe());
        report.put("network", network(options));
        var source = new LinkedHashMap<String, Object>();
        source.put("name", outcome.sourceName());
        source.put("generated", options.source() == null);
        source.put("live", options.live());
        source.put("order", options.randomOrder() ? "random" : "sequential");
        source.put("seed", options.seed());
        source.put("gps", options.gps());
        report.put("source", source);
        report.put("lake", outcome.lake());
        report.put("succeeded", outcome.verdict().succeeded());
        report.put("complaints", outcome.verdict().complaints());
        report.put("book", outcome.book());
        report.put("files", outcome.files());
        report.put("sealedDays", outcome.sealedDays());
        if (outcome.embargo() != null) {
            report.put("embargo", outcome.embargo());
        }
        if (outcome.faults() != null) {
            report.put("faults", outcome.faults());
        }
        if (outcome.leftOut() != null) {
            report.put("leftOut", outcome.leftOut());
        }
        report.put("legs", outcome.legs());
        var rate = new LinkedHashMap<String, Object>();
        rate.put("chunksPerSecond", chunksPerSecond(outcome));
        rate.put("bytesPerSecond", bytesPerSecond(outcome));
        rate.put("attachedFilesPerSecond", outcome.attachedPerSecond());
        report.put("rate", rate);
        report.put("secondsToFirstDelivered", outcome.untilFirstDelivered().toMillis() / 1000.0);
        report.put("firstRehearsal", Map.of("uploadMeanMs", 1900, "createdDeliveredP50Ms", 8200));
        report.put(
                "processes",
                outcome.memory().stream().map(ReportWriter::process).toList());
        report.put("services", services);
        var setting = new LinkedHashMap<String, Object>();
        setting.put("command", command);
        setting.put("machine", Machine.describe());
        setting.put("network", network(options));
        setting.put("begun", outcome.begun().toString());
        setting.put("source", outcome.sourceName() + (options.source() == null ? ", generated" : ""));
        report.put("setting", setting);
        return report;
    }

    private static Map<String, Object> process(Outcome.Memory memory) {
        var process = new LinkedHashMap<String, Object>();
        process.put("name", memory.part());
        process.put("peakRssBytes", memory.peakRssBytes());
        process.put("rssAfterThousandBytes", memory.rssAfterThousandBytes());
        process.put("growthPercent", memory.growthPercent());
        return process;
    }

    private static String network(RehearsalOptions options) {
        return options.wanDelay().isZero()
                ? "loopback, no delay added"
                : "loopback with " + options.wanDelay().toMillis() + " ms added each way between sites ("
                        + 2 * options.wanDelay().toMillis() + " ms a round trip)";
    }

    private static java.util.Optional<Leg> leg(Outcome outcome, String name) {
        return outcome.legs().stream().filter(leg -> leg.name().equals(name)).findFirst();
    }

    private static double chunksPerSecond(Outcome outcome) {
        return perSecond(outcome.files().good() + outcome.files().gone(), outcome);
    }

    private static double bytesPerSecond(Outcome outcome) {
        return perSecond(outcome.files().bytes(), outcome);
    }

    private static double perSecond(long amount, Outcome outcome) {
        return outcome.duration().isPositive() ? amount / (outcome.duration().toNanos() / 1e9) : 0;
    }

    /** JSON that cannot end the script element it stands in. */
    private static String embedded(Map<String, Object> data) {
        return JsonMapper.builder().build().writeValueAsString(data).replace("<", "\\u003c");
    }

    private static String webJar(String name) throws IOException {
        try (var index =
                ReportWriter.class.getResourceAsStream("/META-INF/maven/org.webjars.npm/uplot/pom.properties")) {
            if (index == null) {
                throw new IOException("the chart library uplot is not among the rehearsal's libraries");
            }
            var properties = new java.util.Properties();
            properties.load(index);
            return text(WEB_JAR + properties.getProperty("version") + "/dist/" + name);
        }
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = ReportWriter.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("no resource " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
