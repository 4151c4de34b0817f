package org.strainlake.notification.reconcile;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.strainlake.emulator.EmulatorSettings;
import org.strainlake.emulator.LakeEmulator;
import org.strainlake.lake.Catalogue;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.notification.Surroundings;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures how long a large dataset is compared: the emulator's catalogue by HTTP, real PostgreSQL with fsync, real
 * Kafka, all in one process but the database. Run by hand, with the number of files (100000), of which so many
 * (1000) are without an event in the last round.
 */
final class ComparisonMeasurement {
    private static final DataIdentifier DATASET = new DataIdentifier("virgo", "V-V1_MANY-1400000000-100000");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int ATTACHED_AT_ONCE = 1000;
    private static final int ROUNDS = 5;

    private ComparisonMeasurement() {}

    public static void main(String[] arguments) throws Exception {
        int files = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        int missing = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1000;
        var directory = Files.createTempDirectory(Path.of("target"), "measured").toAbsolutePath();
        try (var lake = LakeEmulator.start(EmulatorSettings.inDirectory(directory));
                var service = Surroundings.get()
                        .start(Map.of(
                                "strainlake.lake.rucio.url", lake.url(),
                                "strainlake.token.client.token-endpoint", lake.tokenEndpoint(),
                                "strainlake.token.client.client-id", "notification",
                                "strainlake.token.client.client-secret-file",
                                        lake.settings().secretFile("notification"),
                                "strainlake.reconcile.interval", "1d",
                                "strainlake.reconcile.grace", "0s",
                                "strainlake.reconcile.datasets", DATASET.toString()))) {
            var comparison = service.getBean(Comparison.class);
            var catalogue = service.getBean(Catalogue.class);
            var jdbc = service.getBean(JdbcTemplate.class);
            fill(lake, files);
            var listed = new AtomicLong();
            for (int i = 0; i < ROUNDS; i++) {
                listed.set(0);
                measure("list alone", () -> catalogue.files(DATASET, file -> listed.incrementAndGet()));
            }
            tell(jdbc, files);
            measure("all seen for the first time", () -> comparison.round(catalogue));
            for (int i = 0; i < ROUNDS; i++) {
                measure("nothing changed", () -> comparison.round(catalogue));
            }
            jdbc.update("delete from event where name in (select name from event order by name limit ?)", missing);
            measure("missing " + missing, () -> comparison.round(catalogue));
            measure("after that", () -> comparison.round(catalogue));
            System.out.printf(
                    "%d files listed, %d events, %d suspects%n",
                    listed.get(), count(jdbc, "event"), count(jdbc, "suspect"));
        }
        System.exit(0);
    }

    private static void measure(String what, Step step) throws Exception {
        System.gc();
        ManagementFactory.getMemoryPoolMXBeans().forEach(pool -> pool.resetPeakUsage());
        long before = heap(false);
        long begun = System.nanoTime();
        step.run();
        var took = Duration.ofNanos(System.nanoTime() - begun);
        System.out.printf(
                "%-30s %6d ms, heap %d MB before, %d MB at its peak%n", what, took.toMillis(), before, heap(true));
    }

    private static long heap(boolean peak) {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .mapToLong(pool -> (peak ? pool.getPeakUsage() : pool.getUsage()).getUsed())
                        .sum()
                >> 20;
    }

    private static void tell(JdbcTemplate jdbc, int files) {
        jdbc.update("""
                insert into event (id, topic, "offset", type, scope, name, dataset, rse, time, source, generation)
                select gen_random_uuid(), 'virgo.proprietary', 1000000000 + n, 'file_attached_dts', 'virgo',
                    'V-V1_MANY-' || 1400000000 + n || '-1.h5', ?, 'CERN-PROMPT', now(), 'ANNOUNCED', 0
                from generate_series(0, ? - 1) as n""", DATASET.toString(), files);
    }

    private static long count(JdbcTemplate jdbc, String table) {
        var count = jdbc.queryForObject("select count(*) from " + table, Long.class);
        return count == null ? 0 : count;
    }

    private static void fill(LakeEmulator lake, int files) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            post(lake, http, "/dids/virgo/" + DATASET.name(), Map.of("type", "DATASET"));
            for (int from = 0; from < files; from += ATTACHED_AT_ONCE) {
                var dids = IntStream.range(from, Math.min(files, from + ATTACHED_AT_ONCE))
                        .mapToObj(n -> Map.of(
                                "scope", "virgo",
                                "name", "V-V1_MANY-" + (1_400_000_000 + n) + "-1.h5",
                                "bytes", 85_000,
                                "adler32", "0badc0de",
                                "type", "FILE"))
                        .toList();
                post(
                        lake,
                        http,
                        "/dids/attachments",
                        List.of(Map.of("scope", "virgo", "name", DATASET.name(), "rse", "CERN-PROMPT", "dids", dids)));
            }
        }
    }

    private static void post(LakeEmulator lake, HttpClient http, String path, Object body)
            throws IOException, InterruptedException {
        var answer = http.send(
                HttpRequest.newBuilder(lake.url().resolve(path))
                        .header("X-Rucio-Auth-Token", lake.token("uploader", "rucio", "openid profile"))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new IOException(path + " answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    private interface Step {
        void run() throws Exception;
    }
}
