package org.strainlake.lake;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A catalogue of which a test plays a part: whatever it does not play fails the test. */
public interface PartialCatalogue extends Catalogue {
    @Override
    default String version() throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    default StorageElement storageElement(String rse) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    default URI address(StorageElement rse, DataIdentifier file) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    default CatalogueResult createDataset(DataIdentifier dataset, Map<String, String> metadata) {
        throw new UnsupportedOperationException();
    }

    @Override
    default CatalogueResult describe(DataIdentifier did, Map<String, String> metadata) {
        throw new UnsupportedOperationException();
    }

    @Override
    default Map<String, String> metadata(DataIdentifier did) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    default CatalogueResult createContainer(DataIdentifier container) {
        throw new UnsupportedOperationException();
    }

    @Override
    default CatalogueResult attachDatasets(DataIdentifier container, List<DataIdentifier> datasets) {
        throw new UnsupportedOperationException();
    }

    @Override
    default CatalogueResult attachFiles(DataIdentifier dataset, String rse, List<FileEntry> files) {
        throw new UnsupportedOperationException();
    }

    @Override
    default CatalogueResult close(DataIdentifier dataset) {
        throw new UnsupportedOperationException();
    }

    @Override
    default CatalogueResult addRule(DataIdentifier did, String rseExpression, int copies, String activity) {
        throw new UnsupportedOperationException();
    }

    @Override
    default List<Rule> rules(DataIdentifier did) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    default Optional<FileEntry> file(DataIdentifier did) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    default Optional<Boolean> isOpen(DataIdentifier dataset) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    default void files(DataIdentifier collection, Consumer<FileEntry> each) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    default void datasets(String scope, String namePattern, Consumer<DataIdentifier> each) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    default void replicas(List<DataIdentifier> dids, Consumer<Replica> each) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    default void trace(Map<String, Object> trace) throws IOException {
        throw new UnsupportedOperationException();
    }
}
