package org.strainlake.rehearsal.verdict;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.strainlake.lake.ByteRange;
import org.strainlake.lake.Catalogue;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.DataLake;
import org.strainlake.lake.FetchResult;
import org.strainlake.lake.FileEntry;
import org.strainlake.lake.PartialCatalogue;
import org.strainlake.lake.PartialStorage;
import org.strainlake.lake.Replica;
import org.strainlake.lake.Storage;
import org.strainlake.lake.StoredFile;

/** A lake that says what a test has it say; it can only be asked. */
final class PlayedLake implements DataLake, PartialCatalogue, PartialStorage {
    final Map<DataIdentifier, List<FileEntry>> datasets = new LinkedHashMap<>();
    final Map<DataIdentifier, Replica> replicas = new LinkedHashMap<>();
    final Map<URI, StoredFile> stored = new HashMap<>();

    /** What comes of getting a file. */
    final Map<URI, FetchResult> fetched = new HashMap<>();

    @Nullable
    IOException storageFailure;

    /** Books a file in a dataset, with its replica, and stores it. */
    void hold(DataIdentifier dataset, FileEntry file, String rse) {
        datasets.computeIfAbsent(dataset, none -> new ArrayList<>()).add(file);
        replicas.put(file.did(), new Replica(file, List.of(new Replica.Address(rse, address(file.did())))));
        stored.put(address(file.did()), new StoredFile(file.bytes(), Optional.of(file.adler32())));
    }

    static URI address(DataIdentifier file) {
        return URI.create("https://storage.example/" + file.name());
    }

    @Override
    public Catalogue catalogue() {
        return this;
    }

    @Override
    public Storage storage() {
        return this;
    }

    @Override
    public void datasets(String scope, String namePattern, Consumer<DataIdentifier> each) {
        datasets.keySet().forEach(each);
    }

    @Override
    public void files(DataIdentifier collection, Consumer<FileEntry> each) {
        datasets.getOrDefault(collection, List.of()).forEach(each);
    }

    @Override
    public void replicas(List<DataIdentifier> dids, Consumer<Replica> each) {
        replicas.values().forEach(each);
    }

    @Override
    public Optional<StoredFile> head(URI url) throws IOException {
        var failure = storageFailure;
        if (failure != null) {
            throw failure;
        }
        return Optional.ofNullable(stored.get(url));
    }

    @Override
    public FetchResult get(URI url, @Nullable ByteRange range, OutputStream sink) {
        return fetched.getOrDefault(url, new FetchResult.NotVisible());
    }
}
