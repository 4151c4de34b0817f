package org.strainlake.uploader;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.lake.CatalogueResult;
import org.strainlake.lake.Content;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.FileEntry;
import org.strainlake.lake.PartialCatalogue;
import org.strainlake.lake.PartialStorage;
import org.strainlake.lake.StorageElement;
import org.strainlake.lake.StoreResult;
import org.strainlake.lake.StoredFile;

/** A lake in memory that can be told to be away or to refuse. */
public class FakeLake implements PartialCatalogue, PartialStorage {
    public final Map<URI, byte[]> stored = new ConcurrentHashMap<>();
    public final Map<DataIdentifier, Map<DataIdentifier, FileEntry>> datasets = new ConcurrentHashMap<>();
    public final Map<DataIdentifier, Map<String, String>> metadata = new ConcurrentHashMap<>();
    public final Map<String, String> attributes = new ConcurrentHashMap<>();
    public final Set<DataIdentifier> closed = ConcurrentHashMap.newKeySet();
    public final List<DataIdentifier> rules = new CopyOnWriteArrayList<>();
    public final List<String> expressions = new CopyOnWriteArrayList<>();
    public final List<Integer> batches = new CopyOnWriteArrayList<>();
    public final List<Map<String, Object>> traces = new CopyOnWriteArrayList<>();
    public final List<URI> puts = new CopyOnWriteArrayList<>();
    public volatile boolean storageAway;
    public volatile boolean catalogueAway;
    public volatile Predicate<String> refusesToStore = name -> false;
    public volatile Predicate<String> refusesToAttach = name -> false;

    @Override
    public StoreResult put(URI url, Content content, Adler32Checksum adler32) {
        if (storageAway) {
            return new StoreResult.Busy(Duration.ofMillis(1), "the storage is away");
        }
        if (refusesToStore.test(url.getPath())) {
            return new StoreResult.Refused("another file is there");
        }
        if (head(url).flatMap(StoredFile::adler32).filter(adler32::equals).isPresent()) {
            return new StoreResult.Stored(adler32);
        }
        puts.add(url);
        var bytes = new ByteArrayOutputStream();
        try (var input = content.open()) {
            input.transferTo(bytes);
        } catch (IOException e) {
            return new StoreResult.Busy(Duration.ofMillis(1), String.valueOf(e.getMessage()));
        }
        var before = stored.putIfAbsent(url, bytes.toByteArray());
        return before == null || java.util.Arrays.equals(before, bytes.toByteArray())
                ? new StoreResult.Stored(adler32)
                : new StoreResult.Refused("the name holds other bytes");
    }

    @Override
    public Optional<StoredFile> head(URI url) {
        return Optional.ofNullable(stored.get(url))
                .map(bytes -> new StoredFile(bytes.length, Optional.of(Adler32Checksum.of(bytes))));
    }

    @Override
    public void delete(URI url) {
        stored.remove(url);
    }

    @Override
    public boolean honoursConditionalPut(URI url) {
        return true;
    }

    @Override
    public String version() {
        return "fake";
    }

    @Override
    public StorageElement storageElement(String rse) throws IOException {
        if (catalogueAway) {
            throw new IOException("the catalogue is away");
        }
        return new StorageElement(rse, URI.create("http://storage.example/" + rse + "/"), true, attributes);
    }

    @Override
    public URI address(StorageElement rse, DataIdentifier file) {
        return rse.root().resolve(file.scope() + "/" + file.name());
    }

    @Override
    public CatalogueResult createDataset(DataIdentifier dataset, Map<String, String> metadata) {
        return change(() -> datasets.putIfAbsent(dataset, new ConcurrentHashMap<>()));
    }

    @Override
    public CatalogueResult describe(DataIdentifier did, Map<String, String> values) {
        return change(() ->
                metadata.computeIfAbsent(did, name -> new ConcurrentHashMap<>()).putAll(values));
    }

    @Override
    public Map<String, String> metadata(DataIdentifier did) {
        return metadata.getOrDefault(did, Map.of());
    }

    @Override
    public CatalogueResult createContainer(DataIdentifier container) {
        return change(() -> {});
    }

    @Override
    public CatalogueResult attachDatasets(DataIdentifier container, List<DataIdentifier> attached) {
        return change(() -> {});
    }

    @Override
    public CatalogueResult attachFiles(DataIdentifier dataset, String rse, List<FileEntry> files) {
        if (closed.contains(dataset)) {
            return new CatalogueResult.Refused("UnsupportedOperation", "the dataset is closed");
        }
        if (files.stream().anyMatch(file -> refusesToAttach.test(file.did().name()))) {
            return new CatalogueResult.Refused("FileAlreadyExists", "another checksum");
        }
        return change(() -> {
            batches.add(files.size());
            var into = datasets.get(dataset);
            files.forEach(file -> into.put(file.did(), file));
        });
    }

    @Override
    public CatalogueResult close(DataIdentifier dataset) {
        return change(() -> closed.add(dataset));
    }

    @Override
    public CatalogueResult addRule(DataIdentifier did, String rseExpression, int copies, String activity) {
        return change(() -> {
            rules.add(did);
            expressions.add(rseExpression);
        });
    }

    private CatalogueResult change(Runnable change) {
        if (catalogueAway) {
            return new CatalogueResult.Busy(Duration.ofMillis(1), "the catalogue is away");
        }
        change.run();
        return new CatalogueResult.Done();
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
        return datasets.containsKey(dataset) ? Optional.of(!closed.contains(dataset)) : Optional.empty();
    }

    @Override
    public void files(DataIdentifier collection, Consumer<FileEntry> each) {
        new ArrayList<>(datasets.getOrDefault(collection, Map.of()).values()).forEach(each);
    }

    @Override
    public void datasets(String scope, String namePattern, Consumer<DataIdentifier> each) {
        datasets.keySet().forEach(each);
    }

    @Override
    public void trace(Map<String, Object> trace) throws IOException {
        traces.add(trace);
    }
}
