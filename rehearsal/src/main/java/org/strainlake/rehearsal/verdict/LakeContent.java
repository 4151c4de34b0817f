package org.strainlake.rehearsal.verdict;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.DataLake;
import org.strainlake.lake.FetchResult;
import org.strainlake.lake.FileEntry;
import org.strainlake.lake.Replica;
import org.strainlake.lake.Storage;

/**
 * The lake's own word on a run, held against the delivered files: what the catalogue says that its datasets
 * contain, the checksums booked there, and the digests that the storage shows.
 *
 * @param datasets datasets of the run
 * @param files files in them
 * @param agreed files of which catalogue, storage and delivered file say the same
 * @param differences everything that is otherwise, each a sentence
 */
public record LakeContent(long datasets, long files, long agreed, List<String> differences) {
    private static final int STORAGE_CALLS_AT_ONCE = 4;

    public LakeContent {
        differences = List.copyOf(differences);
    }

    /**
     * Asks the lake.
     *
     * @param scope scope of the run's names
     * @param pattern pattern of the names of its datasets
     * @param rse storage element that was written to
     * @param near where this process finds an address
     * @param delivered directory with the delivered files
     * @param list {@code chunks.jsonl}: one JSON object a line with {@code name}
     * @param keep how many of the newest the directory keeps; 0 for all
     * @throws IOException if the lake does not answer
     */
    public static LakeContent ask(
            DataLake lake,
            String scope,
            String pattern,
            String rse,
            UnaryOperator<URI> near,
            Path delivered,
            Path list,
            long keep)
            throws IOException, InterruptedException {
        var differences = new ArrayList<String>();
        var datasets = new ArrayList<DataIdentifier>();
        lake.catalogue().datasets(scope, pattern, datasets::add);
        var booked = new HashMap<String, FileEntry>();
        for (var dataset : datasets) {
            lake.catalogue().files(dataset, file -> {
                if (!file.did().scope().equals(scope)) {
                    differences.add(file.did() + " is in a dataset of the run, and not of scope " + scope);
                }
                if (booked.put(file.did().name(), file) != null) {
                    differences.add(file.did() + " is in two datasets of the run");
                }
            });
        }
        var expected = expected(delivered, list, keep);
        for (var name : expected.keySet()) {
            if (!booked.containsKey(name)) {
                differences.add(name + " was delivered, and is in no dataset of the run");
            }
        }
        var replicas = new HashMap<String, Replica>();
        if (!datasets.isEmpty()) {
            lake.catalogue()
                    .replicas(
                            datasets,
                            replica -> replicas.put(replica.file().did().name(), replica));
        }
        long agreed = compare(lake, booked, replicas, expected, rse, near, differences);
        return new LakeContent(datasets.size(), booked.size(), agreed, differences);
    }

    /** What is said of a name that the lake has and the delivered directory lacks. */
    static String undelivered(String name) {
        return name + " is in a dataset of the run, and was not delivered";
    }

    private static Map<String, Delivered> expected(Path delivered, Path list, long keep) throws IOException {
        var expected = new HashMap<String, Delivered>();
        ChunkList.forEach(list, keep, (listed, mayBeGone) -> {
            var name = listed.path("name").asString();
            boolean sealed = listed.has("plain");
            var file =
                    delivered.resolve(sealed ? listed.path("plain").path("name").asString() : name);
            if (Files.exists(file) && !sealed) {
                expected.put(name, new Delivered(Files.size(file), DeliveredFiles.sum(file)));
            } else if (Files.exists(file) || mayBeGone) {
                // The lake must have what was sealed; that what was in it was delivered is asked elsewhere.
                expected.put(
                        name,
                        new Delivered(
                                listed.path("bytes").asLong(),
                                new Adler32Checksum(listed.path("adler32").asString())));
            }
        });
        return expected;
    }

    private static long compare(
            DataLake lake,
            Map<String, FileEntry> booked,
            Map<String, Replica> replicas,
            Map<String, Delivered> expected,
            String rse,
            UnaryOperator<URI> near,
            List<String> differences)
            throws IOException, InterruptedException {
        var questions = new ArrayList<Callable<List<String>>>();
        booked.forEach((name, file) -> questions.add(() -> {
            var found = new ArrayList<String>();
            var delivered = expected.get(name);
            if (delivered == null) {
                found.add(undelivered(name));
                return found;
            }
            check(name, "booked with its DID", file.bytes(), file.adler32(), delivered, found::add);
            var replica = replicas.get(name);
            var address = replica == null
                    ? null
                    : replica.addresses().stream()
                            .filter(each -> each.rse().equals(rse))
                            .findFirst()
                            .orElse(null);
            if (replica == null || address == null) {
                found.add(name + " has no replica at " + rse);
                return found;
            }
            check(
                    name,
                    "booked with its replica",
                    replica.file().bytes(),
                    replica.file().adler32(),
                    delivered,
                    found::add);
            checkStorage(lake.storage(), near, address.url(), name, delivered, found::add);
            return found;
        }));
        long agreed = 0;
        try (var few = Executors.newFixedThreadPool(STORAGE_CALLS_AT_ONCE)) {
            for (var answer : few.invokeAll(questions)) {
                var found = answer.get();
                differences.addAll(found);
                agreed += found.isEmpty() ? 1 : 0;
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        }
        return agreed;
    }

    /** What the storage shows; its bytes are summed where it gives no digest. */
    private static void checkStorage(
            Storage storage,
            UnaryOperator<URI> near,
            URI url,
            String name,
            Delivered delivered,
            Consumer<String> difference)
            throws IOException {
        var stored = storage.head(near.apply(url));
        if (stored.isEmpty()) {
            difference.accept(name + " is not at " + url);
        } else if (stored.get().adler32().isPresent()) {
            check(
                    name,
                    "on the storage",
                    stored.get().bytes(),
                    stored.get().adler32().get(),
                    delivered,
                    difference);
        } else {
            switch (storage.get(near.apply(url), null, OutputStream.nullOutputStream())) {
                case FetchResult.Fetched(long bytes, var adler32) ->
                    check(name, "on the storage", bytes, adler32, delivered, difference);
                case FetchResult.NotVisible() -> difference.accept(name + " is not at " + url);
                case FetchResult.Refused(var reason) ->
                    difference.accept(name + " has no digest at " + url + ": " + reason);
                case FetchResult.Busy(var _, var reason) -> throw new IOException(reason);
            }
        }
    }

    private static void check(
            String name, String where, long bytes, Adler32Checksum sum, Delivered delivered, Consumer<String> differs) {
        if (bytes != delivered.bytes() || !sum.equals(delivered.adler32())) {
            differs.accept(name + " has " + bytes + " bytes and adler32 " + sum + " " + where + ", delivered were "
                    + delivered.bytes() + " bytes and " + delivered.adler32());
        }
    }

    private record Delivered(long bytes, Adler32Checksum adler32) {}
}
