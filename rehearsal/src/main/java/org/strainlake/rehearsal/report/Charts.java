package org.strainlake.rehearsal.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Turns the book's lines into what the plots of the report draw; a plot never has more than some thousand points. */
final class Charts {
    private static final int MOST_POINTS = 1200;
    private static final int DISTRIBUTION_POINTS = 200;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double SMALLEST_MS = 0.01;

    private static final Map<String, List<String>> LEGS = legs();

    private Charts() {}

    /**
     * The members {@code series} and {@code distribution} of the report's data.
     *
     * @param lines the book's lines as NDJSON, ordered by GPS
     */
    static Map<String, Object> of(Path lines) throws IOException {
        var json = JsonMapper.builder().build();
        var seconds = new ArrayList<Long>();
        Map<String, List<Double>> latencies = new LinkedHashMap<>();
        LEGS.keySet().forEach(leg -> latencies.put(leg, new ArrayList<>()));
        try (var reader = Files.newBufferedReader(lines)) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.isBlank()) {
                    continue;
                }
                var chunk = json.readTree(line);
                seconds.add(chunk.path("gpsStart").asLong());
                latencies.forEach((leg, all) -> all.add(millis(chunk, LEGS.getOrDefault(leg, List.of()))));
            }
        }
        return Map.of("series", series(seconds, latencies), "distribution", distribution(latencies));
    }

    private static Map<String, Object> series(List<Long> seconds, Map<String, List<Double>> latencies) {
        int chunks = seconds.size();
        int step = Math.max(1, (chunks + MOST_POINTS - 1) / MOST_POINTS);
        var x = new ArrayList<Long>();
        for (int at = 0; at < chunks; at += step) {
            x.add(seconds.get(at) - seconds.getFirst());
        }
        var legs = new ArrayList<Map<String, Object>>();
        latencies.forEach((leg, all) -> {
            var points = new ArrayList<@Nullable Double>();
            for (int at = 0; at < chunks; at += step) {
                points.add(median(all.subList(at, Math.min(chunks, at + step))));
            }
            legs.add(Map.of("name", leg, "ms", points));
        });
        return Map.of("x", x, "legs", legs, "chunksAPoint", step);
    }

    private static List<Map<String, Object>> distribution(Map<String, List<Double>> latencies) {
        var tables = new ArrayList<Map<String, Object>>();
        latencies.forEach((leg, all) -> {
            var sorted = sorted(all);
            if (sorted.length == 0) {
                return;
            }
            var ms = new ArrayList<Double>();
            var share = new ArrayList<Double>();
            int points = Math.min(DISTRIBUTION_POINTS, sorted.length);
            for (int i = 1; i <= points; i++) {
                int index = (int) ((long) i * sorted.length / points) - 1;
                if (!ms.isEmpty() && sorted[index] == ms.getLast()) {
                    share.set(share.size() - 1, (index + 1.0) / sorted.length);
                } else {
                    ms.add(sorted[index]);
                    share.add((index + 1.0) / sorted.length);
                }
            }
            tables.add(Map.of("name", leg, "ms", ms, "share", share));
        });
        return tables;
    }

    private static @Nullable Double median(List<Double> values) {
        var sorted = sorted(values);
        return sorted.length == 0 ? null : sorted[(sorted.length - 1) / 2];
    }

    /** The measured values in order; a logarithmic axis has no zero, so the smallest is a hundredth of a millisecond. */
    private static double[] sorted(List<Double> values) {
        var sorted = values.stream()
                .filter(value -> !value.isNaN())
                .mapToDouble(value -> Math.max(SMALLEST_MS, value))
                .toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    private static double millis(JsonNode chunk, List<String> stages) {
        var from = chunk.path(stages.getFirst());
        var to = chunk.path(stages.getLast());
        if (!from.isString() || !to.isString()) {
            return Double.NaN;
        }
        var start = Instant.parse(from.asString());
        long nanos = start.until(Instant.parse(to.asString()), ChronoUnit.NANOS);
        return nanos < 0 ? Double.NaN : nanos / NANOS_PER_MILLI; // the book counts those apart
    }

    private static Map<String, List<String>> legs() {
        var legs = new LinkedHashMap<String, List<String>>();
        legs.put("created-delivered", List.of("created", "delivered"));
        legs.put("created-stored", List.of("created", "stored"));
        legs.put("stored-attached", List.of("stored", "attached"));
        legs.put("stored-notified", List.of("stored", "notified"));
        legs.put("notified-delivered", List.of("notified", "delivered"));
        return legs;
    }
}
