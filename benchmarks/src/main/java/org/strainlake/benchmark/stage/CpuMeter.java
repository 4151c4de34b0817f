package org.strainlake.benchmark.stage;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.strainlake.local.Part;

/** How much of a core each process, its children included, was busy with since the meter was made. */
public final class CpuMeter {
    private static final Duration TICK = Duration.ofMillis(10);
    private static final String OTHERS = "other work on the machine";

    private final Map<String, ProcessHandle> processes = new LinkedHashMap<>();
    private final Map<String, Duration> before;
    private final long begun = System.nanoTime();

    /** Of the parts, and of this process, which announces and reads. */
    CpuMeter(List<Part> parts) throws IOException {
        parts.forEach(part -> ProcessHandle.of(part.pid()).ifPresent(process -> processes.put(part.name(), process)));
        processes.put("announcer and readers", ProcessHandle.current());
        before = busy();
    }

    /** One line: hundredths of a core by process, the busiest first, and last what else the machine did. */
    public String shares() throws IOException {
        double passed = System.nanoTime() - begun;
        var now = busy();
        return now.entrySet().stream()
                .map(each -> Map.entry(
                        each.getKey(),
                        each.getValue()
                                        .minus(before.getOrDefault(each.getKey(), each.getValue()))
                                        .toNanos()
                                / passed))
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .map(each -> String.format(Locale.ROOT, "%s %.0f %%", each.getKey(), 100 * each.getValue()))
                .collect(Collectors.joining(", "));
    }

    private Map<String, Duration> busy() throws IOException {
        var busy = new LinkedHashMap<String, Duration>();
        processes.forEach((name, process) -> busy.put(name, busy(process)));
        busy.put(OTHERS, busy.values().stream().reduce(machine(), Duration::minus));
        return busy;
    }

    private static Duration busy(ProcessHandle process) {
        var family = process.equals(ProcessHandle.current())
                ? Stream.of(process) // its children are parts with lines of their own
                : Stream.concat(Stream.of(process), process.descendants());
        return family.map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** All cores together, idle and waiting time apart. */
    private static Duration machine() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/stat"), US_ASCII)) {
            var fields = lines.findFirst().orElseThrow().split(" +", -1);
            long ticks = Stream.of(1, 2, 3, 6, 7)
                    .mapToLong(field -> Long.parseLong(fields[field]))
                    .sum();
            return TICK.multipliedBy(ticks);
        }
    }
}
