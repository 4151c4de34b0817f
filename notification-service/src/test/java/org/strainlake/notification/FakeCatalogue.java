package org.strainlake.notification;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.lake.CatalogueResult;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.FileEntry;
import org.strainlake.lake.PartialCatalogue;
import org.strainlake.lake.Replica;

/** A catalogue of datasets, each with its files, all on the storage elements OTHER and CERN-PROMPT. */
public final class FakeCatalogue implements PartialCatalogue {
    private final Map<DataIdentifier, List<FileEntry>> datasets = new ConcurrentHashMap<>();
    private final List<DataIdentifier> closed = new CopyOnWriteArrayList<>();
    private final List<DataIdentifier> listed = new CopyOnWriteArrayList<>();
    private final Set<DataIdentifier> broken = ConcurrentHashMap.newKeySet();
    private final Set<DataIdentifier> unknown = ConcurrentHashMap.newKeySet();

    void put(DataIdentifier dataset, FileEntry... files) {
        datasets.put(dataset, List.of(files));
    }

    /** The dataset is no more. */
    void remove(DataIdentifier dataset) {
        datasets.remove(dataset);
    }

    /** From now on the dataset's list breaks off after its first file, or is whole again. */
    void breakOff(DataIdentifier dataset, boolean now) {
        if (now) {
            broken.add(dataset);
        } else {
            broken.remove(dataset);
        }
    }

    /** From now on the dataset is named among the others, and yet unknown when it is asked for. */
    void contradictItselfAbout(DataIdentifier dataset) {
        unknown.add(dataset);
    }

    /** How often the files of a dataset were listed. */
    long listings(DataIdentifier dataset) {
        return listed.stream().filter(dataset::equals).count();
    }

    @Override
    public CatalogueResult close(DataIdentifier dataset) {
        closed.add(dataset);
        return new CatalogueResult.Done();
    }

    @Override
    public Optional<Boolean> isOpen(DataIdentifier dataset) {
        return datasets.containsKey(dataset) && !unknown.contains(dataset)
                ? Optional.of(!closed.contains(dataset))
                : Optional.empty();
    }

    @Override
    public void files(DataIdentifier collection, Consumer<FileEntry> each) throws IOException {
        listed.add(collection);
        var files = datasets.getOrDefault(collection, List.of());
        if (broken.contains(collection)) {
            files.stream().limit(1).forEach(each);
            throw new IOException("the list broke off");
        }
        files.forEach(each);
    }

    @Override
    public void datasets(String scope, String namePattern, Consumer<DataIdentifier> each) throws IOException {
        if (!namePattern.equals("*")) {
            throw new IOException("only everything can be listed here");
        }
        new ArrayList<>(datasets.keySet()).forEach(each);
    }

    /** Each replica's own row holds another checksum than the DID, as Rucio lets it. */
    @Override
    public void replicas(List<DataIdentifier> dids, Consumer<Replica> each) {
        var known = new HashMap<DataIdentifier, FileEntry>();
        datasets.values().forEach(files -> files.forEach(file -> known.put(file.did(), file)));
        for (var did : dids) {
            var file = known.get(did);
            if (file != null) {
                each.accept(new Replica(
                        new FileEntry(file.did(), file.bytes(), new Adler32Checksum("0badc0de")),
                        List.of(
                                new Replica.Address("OTHER", URI.create("http://other.example/" + file.did())),
                                new Replica.Address("CERN-PROMPT", URI.create("http://cern.example/" + file.did())))));
            }
        }
    }

    @Override
    public String version() {
        return "fake";
    }
}
