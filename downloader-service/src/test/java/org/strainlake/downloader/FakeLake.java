package org.strainlake.downloader;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.lake.ByteRange;
import org.strainlake.lake.Catalogue;
import org.strainlake.lake.CatalogueResult;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.DataLake;
import org.strainlake.lake.FetchResult;
import org.strainlake.lake.FileEntry;
import org.strainlake.lake.PartialCatalogue;
import org.strainlake.lake.PartialStorage;
import org.strainlake.lake.Replica;
import org.strainlake.lake.Storage;

/** A lake in memory that reads as it is told to. What no reader needs it does not have. */
public final class FakeLake implements DataLake {
    private final Map<URI, byte[]> files = new ConcurrentHashMap<>();
    private final Map<DataIdentifier, List<URI>> replicas = new ConcurrentHashMap<>();
    private final Map<DataIdentifier, Map<String, String>> metadata = new ConcurrentHashMap<>();
    private final AtomicInteger gets = new AtomicInteger();
    private volatile Function<URI, @Nullable FetchResult> mood = url -> null;

    /** Shows a file at an address. */
    public void show(URI url, byte[] bytes) {
        files.put(url, bytes.clone());
    }

    /** What it shows at an address. */
    public byte[] file(URI url) {
        return files.get(url).clone();
    }

    /** Gives a dataset metadata. */
    public void describe(DataIdentifier did, Map<String, String> values) {
        metadata.put(did, values);
    }

    /** Lets the catalogue know where a file lies. */
    public void register(DataIdentifier did, List<URI> urls) {
        replicas.put(did, List.copyOf(urls));
    }

    /** How the storages answer; null answers with what they hold. */
    public void mood(Function<URI, @Nullable FetchResult> answers) {
        mood = answers;
    }

    /** How often a file was asked for. */
    public int gets() {
        return gets.get();
    }

    @Override
    public Storage storage() {
        return new FakeStorage();
    }

    @Override
    public Catalogue catalogue() {
        return new FakeCatalogue();
    }

    private final class FakeStorage implements PartialStorage {
        @Override
        public FetchResult get(URI url, @Nullable ByteRange range, OutputStream sink) throws IOException {
            gets.incrementAndGet();
            var answer = mood.apply(url);
            if (answer != null) {
                return answer;
            }
            var bytes = files.get(url);
            if (bytes == null) {
                return new FetchResult.NotVisible();
            }
            sink.write(bytes);
            return new FetchResult.Fetched(bytes.length, Adler32Checksum.of(bytes));
        }

        @Override
        public boolean honoursConditionalPut(URI url) {
            return false;
        }
    }

    private final class FakeCatalogue implements PartialCatalogue {
        @Override
        public void replicas(List<DataIdentifier> dids, Consumer<Replica> each) {
            for (var did : dids) {
                var addresses = replicas.getOrDefault(did, List.of()).stream()
                        .map(url -> new Replica.Address("FAKE", url))
                        .toList();
                each.accept(new Replica(new FileEntry(did, 0, Adler32Checksum.of(new byte[0])), addresses));
            }
        }

        @Override
        public Map<String, String> metadata(DataIdentifier did) {
            return metadata.getOrDefault(did, Map.of());
        }

        @Override
        public String version() {
            return "fake";
        }

        @Override
        public CatalogueResult createDataset(DataIdentifier dataset, Map<String, String> metadata) {
            return later();
        }

        @Override
        public CatalogueResult createContainer(DataIdentifier container) {
            return later();
        }

        @Override
        public CatalogueResult attachDatasets(DataIdentifier container, List<DataIdentifier> datasets) {
            return later();
        }

        @Override
        public CatalogueResult attachFiles(DataIdentifier dataset, String rse, List<FileEntry> entries) {
            return later();
        }

        @Override
        public CatalogueResult close(DataIdentifier dataset) {
            return later();
        }

        @Override
        public CatalogueResult addRule(DataIdentifier did, String expression, int copies, String activity) {
            return later();
        }

        @Override
        public List<Rule> rules(DataIdentifier did) {
            return List.of();
        }

        @Override
        public Optional<FileEntry> file(DataIdentifier did) {
            return Optional.empty();
        }

        @Override
        public Optional<Boolean> isOpen(DataIdentifier dataset) {
            return Optional.empty();
        }

        private static CatalogueResult later() {
            return new CatalogueResult.Busy(Duration.ofSeconds(1), "a fake");
        }
    }
}
