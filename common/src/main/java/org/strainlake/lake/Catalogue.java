package org.strainlake.lake;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The catalogue of a lake. Thread-safe. Changes are idempotent and return what became of one attempt;
 * questions throw {@link IOException} when the catalogue does not answer, and {@link CatalogueRefusal}
 * when it answers that it will not.
 */
public interface Catalogue {
    /** What the catalogue is, such as {@code 41.5.1}. */
    String version() throws IOException;

    /** The storage element of that name, with its address for reading and writing by HTTP. */
    StorageElement storageElement(String rse) throws IOException;

    /** Where the file lies, or must be put, on the storage element. No call for a deterministic one. */
    URI address(StorageElement rse, DataIdentifier file) throws IOException;

    /** Creates an open dataset with free metadata; one that exists is left as it is. */
    CatalogueResult createDataset(DataIdentifier dataset, Map<String, String> metadata);

    /** Sets free metadata of a DID, text by key; other keys stay as they are. */
    CatalogueResult describe(DataIdentifier did, Map<String, String> metadata);

    /** What {@link #createDataset} and {@link #describe} gave a DID, and the catalogue's own values that are text; empty if it is unknown. */
    Map<String, String> metadata(DataIdentifier did) throws IOException;

    /** Creates a container; one that exists is left as it is. */
    CatalogueResult createContainer(DataIdentifier container);

    /** Puts datasets into a container; those in it already stay. */
    CatalogueResult attachDatasets(DataIdentifier container, List<DataIdentifier> datasets);

    /**
     * Registers the files as available replicas on {@code rse} and attaches them to the dataset, in one
     * call. Files that are registered and attached with the same size and checksum stay; one under the
     * same name with others is refused, since the catalogue itself would accept it.
     */
    CatalogueResult attachFiles(DataIdentifier dataset, String rse, List<FileEntry> files);

    /** Closes a dataset to further files; a closed one stays closed. */
    CatalogueResult close(DataIdentifier dataset);

    /** Asks for {@code copies} of the dataset on the storage elements of an expression, for ever. */
    CatalogueResult addRule(DataIdentifier did, String rseExpression, int copies, String activity);

    /** The rules on a DID. */
    List<Rule> rules(DataIdentifier did) throws IOException;

    /** A file's size and checksum as booked with its DID; empty if unknown. */
    Optional<FileEntry> file(DataIdentifier did) throws IOException;

    /** Whether a dataset is open; empty if there is none of that name. */
    Optional<Boolean> isOpen(DataIdentifier dataset) throws IOException;

    /** Streams the files of a dataset or container in constant memory, in no order. */
    void files(DataIdentifier collection, Consumer<FileEntry> each) throws IOException;

    /** Streams the datasets of a scope whose name matches, with {@code *} for any run of characters. */
    void datasets(String scope, String namePattern, Consumer<DataIdentifier> each) throws IOException;

    /**
     * Streams where the files of the DIDs lie, in constant memory, in no order. Size and checksum are those booked with the
     * replica; Rucio accepts other ones there than the DID has, which {@link #file} tells.
     */
    void replicas(List<DataIdentifier> dids, Consumer<Replica> each) throws IOException;

    /** Tells the lake of a transfer, as its own client does. A hint: nothing depends on it. */
    void trace(Map<String, Object> trace) throws IOException;

    /**
     * A replication rule.
     *
     * @param id identifier given by the catalogue
     * @param state {@code OK}, {@code REPLICATING}, {@code STUCK}, {@code SUSPENDED}, …
     * @param locksOk copies that are there
     * @param locksReplicating copies under way
     * @param locksStuck copies that failed
     */
    record Rule(String id, String state, long locksOk, long locksReplicating, long locksStuck) {}
}
